/// The dashboard's pages: static files that this package serves from the class path, and nothing else. What they show they
/// fetch themselves from the endpoints of the other packages, with the cookie of `POST /api/admin/session`.
///
/// Entry type: [io.tollgate.server.dashboard.DashboardPages]. Depends on `http` only. The pages ask no other host for
/// anything and contain no inline script or style: the content security policy of every page holds them to it.
@NullMarked
package io.tollgate.server.dashboard;

import org.jspecify.annotations.NullMarked;
