/// Who is asking: the network address a request is charged to.
///
/// Entry types: [ClientAddress][io.tollgate.guard.address.ClientAddress], one address in one normal form, and
/// [TrustedProxies][io.tollgate.guard.address.TrustedProxies], which finds the client behind the proxies that the operator
/// named. [Cidr][io.tollgate.guard.address.Cidr] and [CidrSet][io.tollgate.guard.address.CidrSet] are how an operator names
/// networks. All are immutable and safe for use by any number of threads; the package depends on nothing but the JDK.
///
/// What always holds:
///
/// - **One client, one identity.** A person with an IPv6 line owns at least a /64 and can use a new address of it for
///   every request, so an IPv6 client is its /64 and an IPv4 client its 32 bits. The two other spellings of an IPv4 address,
///   `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2) and `64:ff9b::a.b.c.d` (RFC 6052, 2.1), are unwrapped by their bits, so that a ban
///   of the one notation cannot be escaped by the other. Zone ids say something about our machine only and are dropped.
/// - **No name is ever resolved.** Text is read by a hand-written parser. It refuses what other parsers read in two ways
///   (`010.0.0.1`, `1.2.3`), and it never asks DNS, which `InetAddress.getByName` would.
/// - **A header is believed only as far as trusted proxies wrote it.** Proxies append on the right, so the walk goes from
///   right to left and ends at the first address that is not a trusted proxy; all left of it is the client's own invention.
/// - **A hostile header costs little.** At most 8 KB and 32 hops are looked at, whatever was sent, without copying any.
///
/// Text is written as RFC 5952 recommends; the `Forwarded` header is read as RFC 7239 defines it.
@NullMarked
package io.tollgate.guard.address;

import org.jspecify.annotations.NullMarked;
