"""Java's exceptions, and Python's as the Java ones they stand for."""

from typing import Any

EXCEPTIONS: dict[str, str | None] = {
    "java.lang.Throwable": None,
    "java.lang.Error": "java.lang.Throwable",
    "org.elasticsearch.painless.PainlessError": "java.lang.Error",
    "dev.reindex.NotSupportedError": "java.lang.Error",
    "java.lang.StackOverflowError": "java.lang.Error",
    "java.lang.OutOfMemoryError": "java.lang.Error",
    "java.lang.Exception": "java.lang.Throwable",
    "java.lang.RuntimeException": "java.lang.Exception",
    "java.lang.ArithmeticException": "java.lang.RuntimeException",
    "java.lang.ArrayStoreException": "java.lang.RuntimeException",
    "java.lang.ClassCastException": "java.lang.RuntimeException",
    "java.lang.IllegalArgumentException": "java.lang.RuntimeException",
    "java.lang.NumberFormatException": "java.lang.IllegalArgumentException",
    "java.lang.IllegalStateException": "java.lang.RuntimeException",
    "java.lang.IndexOutOfBoundsException": "java.lang.RuntimeException",
    "java.lang.ArrayIndexOutOfBoundsException": "java.lang.IndexOutOfBoundsException",
    "java.lang.StringIndexOutOfBoundsException": "java.lang.IndexOutOfBoundsException",
    "java.lang.NegativeArraySizeException": "java.lang.RuntimeException",
    "java.lang.NullPointerException": "java.lang.RuntimeException",
    "java.lang.UnsupportedOperationException": "java.lang.RuntimeException",
    "java.util.ConcurrentModificationException": "java.lang.RuntimeException",
    "java.util.NoSuchElementException": "java.lang.RuntimeException",
    "java.util.EmptyStackException": "java.lang.RuntimeException",
    "java.util.IllegalFormatException": "java.lang.IllegalArgumentException",
    "java.util.DuplicateFormatFlagsException": "java.util.IllegalFormatException",
    "java.util.FormatFlagsConversionMismatchException": "java.util.IllegalFormatException",
    "java.util.IllegalFormatCodePointException": "java.util.IllegalFormatException",
    "java.util.IllegalFormatConversionException": "java.util.IllegalFormatException",
    "java.util.IllegalFormatFlagsException": "java.util.IllegalFormatException",
    "java.util.IllegalFormatPrecisionException": "java.util.IllegalFormatException",
    "java.util.MissingFormatArgumentException": "java.util.IllegalFormatException",
    "java.util.MissingFormatWidthException": "java.util.IllegalFormatException",
    "java.util.UnknownFormatConversionException": "java.util.IllegalFormatException",
    "java.util.InputMismatchException": "java.util.NoSuchElementException",
    "java.lang.CloneNotSupportedException": "java.lang.Exception",
    "java.lang.InterruptedException": "java.lang.Exception",
    "java.lang.ReflectiveOperationException": "java.lang.Exception",
    "java.lang.ClassNotFoundException": "java.lang.ReflectiveOperationException",
    "java.lang.IllegalMonitorStateException": "java.lang.RuntimeException",
    "java.text.ParseException": "java.lang.Exception",
    "java.time.DateTimeException": "java.lang.RuntimeException",
    "java.time.format.DateTimeParseException": "java.time.DateTimeException",
    "java.time.temporal.UnsupportedTemporalTypeException": "java.time.DateTimeException",
    "java.time.zone.ZoneRulesException": "java.time.DateTimeException",
    "java.util.regex.PatternSyntaxException": "java.lang.IllegalArgumentException",
    "org.elasticsearch.common.breaker.CircuitBreakingException": "java.lang.RuntimeException",
}


class Throwable(Exception):  # noqa: N818 - Java's name
    """A Java exception: as a value in a script, and as what is raised."""

    def __init__(self, java_class: str, message: str | None = None, cause: Any = None) -> None:
        super().__init__(message)
        self.java_class = java_class
        self.message = message
        self.cause = cause

    def is_a(self, java_class: str) -> bool:
        """Whether the class is this one or a descendant."""
        name: str | None = self.java_class
        while name is not None:
            if name == java_class:
                return True
            name = EXCEPTIONS.get(name)
        return java_class in {"java.lang.Object", "java.lang.Throwable"}


def null_pointer(message: str | None = None) -> Throwable:
    """A NullPointerException."""
    return Throwable("java.lang.NullPointerException", message)


def class_cast(message: str) -> Throwable:
    """A ClassCastException."""
    return Throwable("java.lang.ClassCastException", message)


def illegal_argument(message: str | None) -> Throwable:
    """An IllegalArgumentException."""
    return Throwable("java.lang.IllegalArgumentException", message)


def out_of_bounds(index: int, length: int) -> Throwable:
    """An IndexOutOfBoundsException of a list."""
    return Throwable("java.lang.IndexOutOfBoundsException", f"Index {index} out of bounds for length {length}")


def not_supported(message: str) -> Throwable:
    """What Java has and this library has not, seen only while a script runs: an Error, so that no ``catch (Exception e)`` goes on with another meaning."""
    return Throwable("dev.reindex.NotSupportedError", message)


def unsupported(message: str | None = None) -> Throwable:
    """An UnsupportedOperationException."""
    return Throwable("java.lang.UnsupportedOperationException", message)


def translate(error: BaseException) -> Throwable:
    """The Java exception that a Python one stands for where compiled code lets Python find the fault."""
    if isinstance(error, Throwable):
        return error
    if isinstance(error, RecursionError):
        return Throwable("java.lang.StackOverflowError")
    if isinstance(error, ZeroDivisionError):
        return Throwable("java.lang.ArithmeticException", "/ by zero")
    if isinstance(error, MemoryError):
        return Throwable("java.lang.OutOfMemoryError", "Java heap space")
    text = str(error)
    if isinstance(error, TypeError | AttributeError) and "NoneType" in text:
        return null_pointer("a value is null")
    if isinstance(error, TypeError) and "positional argument" in text:
        return illegal_argument("a function is given another number of arguments than it has parameters")
    if isinstance(error, IndexError):
        return Throwable("java.lang.IndexOutOfBoundsException", "Index out of bounds")
    return class_cast(f"a value has another type than is needed here ({type(error).__name__})")
