package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.attribute;
import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import io.tollgate.lab.result.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The frame of a page.
final class Page {
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    private Page() {}

    static String of(String title, Html content) {
        return "<!DOCTYPE html>\n"
                + element(
                                "html",
                                attribute("lang", "en"),
                                element(
                                        "head",
                                        element("meta", attribute("charset", "utf-8")),
                                        meta("http-equiv", "Content-Security-Policy", POLICY),
                                        meta("name", "viewport", "width=device-width, initial-scale=1"),
                                        element("title", title),
                                        element("style", new Html(resource("report.css")))),
                                element("body", element("main", content), element("script", new Html(resource("report.js")))))
                        .markup()
                + "\n";
    }

    private static Html meta(String kind, String name, String content) {
        return element("meta", attribute(kind, name), attribute("content", content));
    }

    static Html environment(Environment environment) {
        String command = environment.command() == null ? "" : environment.command() + ", ";
        return element(
                "p",
                style("soft"),
                "%scommit %s, JDK %s, %d cores, windows %s, database %s%s"
                        .formatted(
                                command,
                                environment.commit() == null || environment.commit().isEmpty() ? "unknown" : environment.commit(),
                                environment.jdk(),
                                environment.cores(),
                                environment.store(),
                                environment.database(),
                                environment.os() == null ? "" : ", " + environment.os()));
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
