package io.tollgate.server.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// With `cache.enabled` people see their files as without.
class CachedFilesTest {
    private static final Duration SOON = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private List<TestServer> servers = List.of();

    private void start(TestDatabase database, int nodes) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("cache.enabled", "true");
        servers = Together.run(nodes, _ -> TestServer.start(InstantSource.system(), settings, folder));
    }

    @AfterEach
    void stop() {
        servers.forEach(TestServer::close);
    }

    private static List<String> names(ApiClient person, String query) {
        return person.get("/api/files" + query).json().at("/files").findValuesAsString("name");
    }

    private static String upload(ApiClient person, String name) {
        return person.upload(name, name.getBytes(UTF_8)).at("/files/0/id");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void eachChangeOfOnesOwnIsSeenAtOnce(TestDatabase database) {
        start(database, 1);
        ApiClient ann = servers.getFirst().client().signedUp(People.freshEmail());
        ApiClient bob = servers.getFirst().client().signedUp(People.freshEmail());
        assertThat(names(ann, "")).isEmpty();

        String first = upload(ann, "first");
        assertThat(names(ann, "")).containsExactly("first");
        String second = upload(ann, "second");
        assertThat(names(ann, "")).containsExactly("second", "first");
        assertThat(names(ann, "?limit=1")).containsExactly("second");
        assertThat(names(ann, "?limit=200")).containsExactly("second", "first");
        assertThat(names(bob, "")).isEmpty();
        assertThat(bob.get("/api/files/" + first).status()).isEqualTo(404);

        ann.put("/api/files/" + first, Map.of("name", "renamed"));
        assertThat(ann.get("/api/files/" + first).at("/name")).isEqualTo("renamed");
        assertThat(names(ann, "")).containsExactly("second", "renamed");

        assertThat(ann.delete("/api/files/" + second).status()).isEqualTo(204);
        assertThat(ann.get("/api/files/" + second).status()).isEqualTo(404);
        assertThat(ann.get("/api/files/" + second + "/content").status()).isEqualTo(404);
        assertThat(names(ann, "")).containsExactly("renamed");
        assertThat(ann.get("/api/files/" + first + "/content").text()).isEqualTo("first");
    }

    @Test
    void pagesBehindTheFirstGoOnWhereItEnds() {
        start(TestDatabase.SQLITE, 1);
        ApiClient ann = servers.getFirst().client().signedUp(People.freshEmail());
        for (int i = 0; i < 53; i++) {
            upload(ann, "file " + i);
        }

        for (int twice = 0; twice < 2; twice++) {
            var first = ann.get("/api/files").json();
            assertThat(first.at("/files")).hasSize(50);
            assertThat(names(ann, "?cursor=" + first.at("/nextCursor").asString()))
                    .containsExactly("file 2", "file 1", "file 0");
        }
    }

    @Test
    void changesOnAnotherNodeAreSeenWithinASecond() {
        start(TestDatabase.POSTGRESQL, 2);
        ApiClient here = servers.getFirst().client();
        ApiClient there = servers.getLast().client();
        String token = here.signUp(People.freshEmail()).at("/accessToken");
        assertThat(names(there.as(token), "")).isEmpty();

        String id = upload(here.as(token), "one");
        Eventually.within(SOON, "the upload is seen", () -> names(there.as(token), "").equals(List.of("one")));

        there.as(token).put("/api/files/" + id, Map.of("name", "two"));
        Eventually.within(SOON, "the new name is seen", () -> names(here.as(token), "").equals(List.of("two")));

        here.as(token).delete("/api/files/" + id);
        Eventually.within(SOON, "the deletion is seen", () -> names(there.as(token), "").isEmpty());
        assertThat(there.as(token).get("/api/files/" + id).status()).isEqualTo(404);
    }
}
