package io.tollgate.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Scaling;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Second;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.result.ThresholdResult;
import io.tollgate.lab.testing.Results;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final Pattern LOADS =
            Pattern.compile("https?://|<(link|img|iframe|object|embed)|\\bsrc=|url\\(|@import|fetch\\(|XMLHttpRequest");

    @Test
    void thresholdsComeFirst() {
        String page = HtmlReport.page(Results.full());

        assertThat(page.indexOf("1 of 2 thresholds missed"))
                .isPositive()
                .isLessThan(page.indexOf("<h2>brute-force</h2>"));
        assertThat(page).contains("p95 of responses", "✓ held", "✗ missed");
    }

    @Test
    void loadsNothing() {
        assertThat(LOADS.matcher(HtmlReport.page(Results.full())).results().map(match -> match.group()))
                .isEmpty();
    }

    @Test
    void isWellFormed() throws Exception {
        Document page = parse(HtmlReport.page(Results.full()));

        assertThat(page.getElementsByTagName("svg").getLength()).isGreaterThan(6);
        assertThat(page.getElementsByTagName("h2").getLength()).isGreaterThan(4);
    }

    @Test
    void tellsTheAttackInWords() {
        assertThat(HtmlReport.page(Results.full()))
                .contains("50 sources sent 60,000 guesses in 60,000 requests; 50 reached a hash, the budget allows 50; "
                        + "59,950 of its requests were blocked, 99.9 % of what was beyond its budget; the first ban came after 1.20 s; "
                        + "users felt p50 12 → 13 ms and p99 38 → 40 ms, none of their 1,000 requests failed.");
    }

    @Test
    void escapesEveryText() {
        Environment hostile = new Environment("<script>", "\"'&", 1, "<b>", "<i>", "</style>", "<img src=x>");
        Result result = new ResultBuilder(hostile).note("<script>alert(1)</script>").build();

        assertThat(HtmlReport.page(result))
                .doesNotContain("<script>alert", "<b>", "<i>", "<img", "commit <script>")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void resultWithoutAnythingHasAPage() throws Exception {
        assertThat(parse(HtmlReport.page(new ResultBuilder(Results.full().environment()).build()))
                        .getElementsByTagName("h1")
                        .getLength())
                .isEqualTo(1);
    }

    @Test
    void scalingShowsAdviceAndSetting() {
        Scaling scaling = new Scaling(
                "GET /api/files", 1_000, 0.1, 0.001, 0.99, 30, 5_000,
                List.of(new Scaling.Step(1, 1_000, 10, 1, 2, 0.3, 0.1, 0.4, 90), new Scaling.Step(8, 4_500, 50, 2, 5, 0.8, 0.2, 1, 99)),
                null, null, List.of("add a node"), "scaling.requests-per-minute: 300000", null);

        assertThat(HtmlReport.page(new ResultBuilder(Results.full().environment()).scaling(scaling).build()))
                .contains("add a node", "scaling.requests-per-minute: 300000", "fitted law");
    }

    private static Document parse(String page) throws Exception {
        // Style and script are text to HTML but not to XML.
        String xml = page.replace("<!DOCTYPE html>", "").replaceAll("(?s)<script>.*?</script>|<style>.*?</style>", "");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void attackWithoutPasswordsIsNotToldAsGuesses() {
        Attack.Users nobody = new Attack.Users(0, 0, 0, 0);
        Attack signUps = new Attack(
                null, 100, 2, 0, 0, 9, Map.of("sign-up", 9L), 9, Map.of("sign-up", 9L), 89, 1.0, null, nobody, nobody);
        Attack mixed = new Attack(
                5, 100, 0, 3, 50, 9, Map.of("guess", 5L, "forge", 4L), 5, Map.of("guess", 5L), 91, 0.95, null, nobody, nobody);

        assertThat(AttackStory.tell(signUps))
                .startsWith("the attackers sent 100 requests; 9 got through, the budget allows 9; 2 were not answered")
                .doesNotContain("hash", "guess");
        assertThat(AttackStory.tell(mixed)).contains("9 got through (", "guess 5", "forge 4", "the budget allows 5", "3 were answered neither as asked nor by a refusal");
    }

    @Test
    void attackWithinItsBudgetIsNotToldAsBlocked() {
        Attack.Users nobody = new Attack.Users(0, 0, 0, 0);
        Attack slow = new Attack(
                5, 7, 0, 0, 7, 7, Map.of("guess", 7L), 7, Map.of("guess", 7L), 0, null, null, nobody, nobody);

        assertThat(AttackStory.tell(slow)).contains("none were beyond its budget").doesNotContain("%");
    }

    @Test
    void whatWasNotMeasuredIsLeftOut() {
        Summary millis = Summary.of(List.of(1.0), "ms");
        ScenarioResult unread = new ScenarioResult(
                "smoke", 1, false, null, null, 60, null, 100, millis, millis, 0, 0, 0, null, null, null, null, List.of(),
                List.of(new ThresholdResult("cpu (not measured)", 50, null, false, "<", "%")), null, Map.of(),
                List.of(
                        new Second(0, 1, 1, 0, 0, 1.0, 1.0, 1.0, null, null, null, null),
                        new Second(1, 0, 0, 0, 3, null, null, null, null, null, null, null)),
                null, Map.of(), List.of(), List.of("a thing to know"));
        String page = HtmlReport.page(
                new ResultBuilder(Results.full().environment()).scenario(unread).build());

        assertThat(page)
                .contains("cpu (not measured)", "\u2717 missed", "a thing to know", "dropped")
                .doesNotContain("Connections", "Server CPU", "Resident memory");
    }

    @Test
    void barsOfOneScaleAreOfOneUnit() {
        String page = HtmlReport.page(new ResultBuilder(Results.full().environment())
                .versions(Map.of(
                        "on Redis, now: carries", Summary.of(List.of(20_000.0), "requests/s"),
                        "on Redis, now: resident", Summary.of(List.of(90.0), "MB")))
                .build());

        assertThat(page.split("<table", -1)).hasSize(3);
    }

    @Test
    void withoutAnAnswerThereIsNoLatency() {
        Summary nothing = Summary.ofNanos(new Histogram(3));
        ScenarioResult unanswered = new ScenarioResult(
                "smoke", 1, true, "stopped", null, 1, null, 0, nothing, nothing, 0, 0, 0, null, null, null, null, List.of(), List.of(),
                null, Map.of(), List.of(), null, Map.of(), List.of(), List.of());

        assertThat(HtmlReport.page(new ResultBuilder(Results.full().environment()).scenario(unanswered).build()))
                .doesNotContain("Response p50", "Response p99", "Service p50");
    }
}
