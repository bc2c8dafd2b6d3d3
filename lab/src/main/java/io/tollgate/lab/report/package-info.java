/// Results for people: one self-contained page per result ([HtmlReport]), and results side by side with a verdict
/// ([Comparison]). Everything is derived from the records of `result.json`; nothing is measured here.
///
/// A page loads nothing, neither from the net nor from beside it: style, charts and script are inside, and its content
/// policy forbids anything else. Text is escaped by construction, since markup is a type of its own ([Html]).
@NullMarked
package io.tollgate.lab.report;

import org.jspecify.annotations.NullMarked;
