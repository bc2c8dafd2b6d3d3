/// Signing up, logging in and what a person does with his own account and sessions, over HTTP.
@NullMarked
package io.tollgate.server.auth;

import org.jspecify.annotations.NullMarked;
