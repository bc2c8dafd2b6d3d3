/// Where addresses are, by country, and whether somebody can have travelled between two of them.
///
/// Entry types are [io.tollgate.server.geo.Countries] and [io.tollgate.server.geo.Travel]. Fails open: an address whose
/// country is not known is nowhere, and nobody is suspected for it. Data that comes with the server: the country database
/// of the ip-location-db project, made from the data of the Number Resource Organization, and the places of the time zone
/// database (see NOTICE).
@NullMarked
package io.tollgate.server.geo;

import org.jspecify.annotations.NullMarked;
