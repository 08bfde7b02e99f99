"""Base64's encoders and decoders."""

import base64

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.throwable import illegal_argument
from reindex_operator.painless.runtime.values import Array


class Coder:
    """A Base64 encoder or decoder."""

    java_class = "java.util.Base64$Encoder"

    def __init__(self, url: bool, padding: bool = True) -> None:
        self.url = url
        self.padding = padding

    def encode(self, data: Array) -> str:
        """Bytes as Base64."""
        raw = bytes(byte & 0xFF for byte in data)
        found = (base64.urlsafe_b64encode(raw) if self.url else base64.b64encode(raw)).decode()
        return found if self.padding else found.rstrip("=")


class Decoder(Coder):
    """A Base64 decoder."""

    java_class = "java.util.Base64$Decoder"

    def decode(self, value: str) -> Array:
        """Base64 as bytes."""
        try:
            raw = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_" if self.url else None, validate=True)
        except ValueError as error:
            raise illegal_argument(f"Illegal base64: {error}") from None
        return Array("byte", [byte - 256 if byte > 127 else byte for byte in raw])


define("java.util.Base64", final=True).static(
    {
        "Base64.Encoder getEncoder()": lambda: Coder(False),
        "Base64.Encoder getUrlEncoder()": lambda: Coder(True),
        "Base64.Decoder getDecoder()": lambda: Decoder(False),
        "Base64.Decoder getUrlDecoder()": lambda: Decoder(True),
    }
)
define("java.util.Base64$Encoder", final=True).has(
    {"String encodeToString(byte[])": Coder.encode, "Base64.Encoder withoutPadding()": lambda coder: Coder(coder.url, False)}
)
define("java.util.Base64$Decoder", final=True).has({"byte[] decode(String)": Decoder.decode})
