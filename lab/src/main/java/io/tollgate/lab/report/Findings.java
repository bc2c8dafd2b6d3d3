package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import io.tollgate.lab.result.Bottleneck;

/// What limited a measurement, with the reason.
final class Findings {

    private Findings() {}

    static Html of(String title, Bottleneck bottleneck) {
        return element("p", style("finding"), element("b", title + ": " + bottleneck.name()), " \u2013 " + bottleneck.reason());
    }
}
