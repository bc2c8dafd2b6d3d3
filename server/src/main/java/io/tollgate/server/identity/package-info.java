/// Who somebody is and what he may do: the words that all features share.
@NullMarked
package io.tollgate.server.identity;

import org.jspecify.annotations.NullMarked;
