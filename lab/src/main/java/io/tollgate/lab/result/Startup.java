package io.tollgate.lab.result;

import org.jspecify.annotations.Nullable;

/// Time to the first answer.
///
/// @param aheadOfTimeCache first start, which makes schema, keys and admin
/// @param again            a further start on the same folder, with the ahead-of-time cache too
/// @param withoutCache     first start
/// @param ratioOfMedians   first start with the cache over that without
public record Startup(
        Summary aheadOfTimeCache, @Nullable Summary again, Summary withoutCache, double ratioOfMedians) {}
