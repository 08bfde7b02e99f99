"""What every generated script begins with: functions that show a value with its type, so that 1, 1L and 1.0 differ."""

ERRORS = (
    "NullPointerException",
    "ArithmeticException",
    "ClassCastException",
    "NumberFormatException",
    "StringIndexOutOfBoundsException",
    "ArrayIndexOutOfBoundsException",
    "IndexOutOfBoundsException",
    "NegativeArraySizeException",
    "UnsupportedOperationException",
    "ConcurrentModificationException",
    "NoSuchElementException",
    "DateTimeParseException",
    "DateTimeException",
    "IllegalStateException",
    "IllegalArgumentException",
    "Exception",
)
SHOWN = {"Integer": "I", "Long": "L", "Double": "D", "Float": "F", "Short": "S", "Byte": "B", "Character": "C", "Boolean": "Z"}
PRELUDE = (
    "String shown(def v) { if (v == null) { return 'null' } if (v instanceof String) { return '\"' + v + '\"' } "
    + " ".join(f"if (v instanceof {name}) {{ return '{mark}' + v }}" for name, mark in SHOWN.items())
    + " if (v instanceof Map) { StringBuilder b = new StringBuilder('{'); for (def k : v.keySet()) "
    "{ b.append(shown(k)).append('=').append(shown(v.get(k))).append(',') } return b.append('}').toString() }"
    " if (v instanceof Collection) { StringBuilder b = new StringBuilder('['); for (def k : v) { b.append(shown(k)).append(',') }"
    " return b.append(']').toString() } return 'O' + v.toString() }\n"
    "String many(def v) { if (v == null) { return 'null' } StringBuilder b = new StringBuilder('<'); "
    "for (def k : v) { b.append(shown(k)).append(',') } return b.append('>').toString() }\n"
    "String thrown(Exception e) { " + " ".join(f"if (e instanceof {name}) {{ return '!{name}' }}" for name in ERRORS) + " return '!' }\n"
)
BREAK = "\u241e"


def program(number: int, body: str) -> str:
    """One program as two functions: its body, and the one that catches what it throws."""
    return f"String p{number}(Map params) {{\n{body}\n}}\nString r{number}(Map params) {{ try {{ return p{number}(params) }} catch (Exception e) {{ return thrown(e) }} }}\n"


def script(bodies: dict[int, str]) -> str:
    """Programs as one script, whose value is their results in order."""
    calls = f" + '{BREAK}' + ".join(f"r{number}(params)" for number in bodies)
    return PRELUDE + "".join(program(number, body) for number, body in bodies.items()) + f"return {calls}"
