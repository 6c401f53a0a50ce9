"""Ed25519 signature checking (RFC 8032 section 5.1.7), strict: one signature has one spelling.

Signing is not here: only public values pass through, so nothing needs constant time.
"""

from hashlib import sha512

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME
SQRT_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

Point = tuple[int, int, int, int]
"""Extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z."""

IDENTITY: Point = (0, 1, 1, 0)


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """True when `signature` (64 bytes) of `message` was made with the key of `public` (32 bytes).

    Refused besides wrong ones: S not below the group order, points not in canonical form or not on
    the curve, and public keys of small order, under which one signature fits any message.
    """
    if len(public) != 32 or len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    key = _decode_point(public)
    if scalar >= ORDER or key is None or _has_small_order(key):
        return False
    digest = sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    # Comparing encodings refuses a non-canonical R without decoding it.
    return _encode_point(_two_products(scalar, BASE, challenge, _negate(key))) == signature[:32]


def _add(one: Point, two: Point) -> Point:
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = two
    a = (y1 - x1) * (y2 - x2) % PRIME
    b = (y1 + x1) * (y2 + x2) % PRIME
    c = 2 * t1 * t2 * CURVE_D % PRIME
    d = 2 * z1 * z2 % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _double(point: Point) -> Point:
    x, y, z, _ = point
    a, b = x * x % PRIME, y * y % PRIME
    h = a + b
    e = h - (x + y) * (x + y)
    g = a - b
    f = 2 * z * z + g
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _negate(point: Point) -> Point:
    x, y, z, t = point
    return PRIME - x, y, z, PRIME - t


def _two_products(first: int, one: Point, second: int, two: Point) -> Point:
    """first * one + second * two, sharing the doublings."""
    table = (IDENTITY, one, two, _add(one, two))
    total = IDENTITY
    for bit in range(max(first.bit_length(), second.bit_length()) - 1, -1, -1):
        total = _double(total)
        choice = (first >> bit & 1) | (second >> bit & 1) << 1
        if choice:
            total = _add(total, table[choice])
    return total


def _has_small_order(point: Point) -> bool:
    x, y, z, _ = _double(_double(_double(point)))
    return x % PRIME == 0 and (y - z) % PRIME == 0


def _encode_point(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, PRIME)
    sign = x * inverse % PRIME & 1
    return (y * inverse % PRIME | sign << 255).to_bytes(32, "little")


def _decode_point(raw: bytes) -> Point | None:
    number = int.from_bytes(raw, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = _recover_x(y, sign) if y < PRIME else None
    return None if x is None else (x, y, 1, x * y % PRIME)


def _recover_x(y: int, sign: int) -> int | None:
    """The x of the given parity on the curve at y, or None where there is none."""
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * SQRT_MINUS_ONE % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    return x if x & 1 == sign else PRIME - x


def _base() -> Point:
    y = 4 * pow(5, -1, PRIME) % PRIME
    x = _recover_x(y, 0)
    if x is None:
        raise ArithmeticError("no base point")
    return x, y, 1, x * y % PRIME


BASE = _base()
