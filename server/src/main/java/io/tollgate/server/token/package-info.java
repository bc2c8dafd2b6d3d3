/// Access tokens: short-lived JWTs (RFC 7519) signed with ES256, and the keys that sign them.
///
/// [AccessTokens] is the entry type. Keys are in the database, several are published at a time, and a new one is
/// published before it signs, so that every node and every client knows it by then. Only ES256 with a key of ours is
/// ever accepted, whatever a token's header says.
@NullMarked
package io.tollgate.server.token;

import org.jspecify.annotations.NullMarked;
