package io.tollgate.lab;

import io.tollgate.lab.driver.Sources;
import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.result.Environment;
import io.tollgate.lab.run.Credentials;
import io.tollgate.lab.run.RunningServer;
import io.tollgate.lab.scenario.Scenario;
import io.tollgate.lab.server.RedisProcess;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The server of a run: one that runs already, or one of the lab's own, which ends with this object.
final class Target implements AutoCloseable {
    private final URI uri;
    private final Optional<Credentials> admin;
    private final Optional<ServerProcess> server;
    private final Optional<RedisProcess> redis;
    private final Environment environment;

    private Target(
            URI uri,
            Optional<Credentials> admin,
            Optional<ServerProcess> server,
            Optional<RedisProcess> redis,
            Environment environment) {
        this.uri = uri;
        this.admin = admin;
        this.server = server;
        this.redis = redis;
        this.environment = environment;
    }

    /// Where it keeps its windows it says itself, of its database it says nothing.
    static Target running(URI uri, Trust trust, Optional<Credentials> admin) throws InterruptedException {
        return new Target(
                uri,
                admin,
                Optional.empty(),
                Optional.empty(),
                Environment.current().withStores(RunningServer.store(uri, trust), Environment.UNKNOWN));
    }

    /// @param redisUrl empty for no Redis; an empty text for one of the lab's own
    static Target started(Scenario scenario, Optional<String> redisUrl) throws IOException, InterruptedException {
        Optional<RedisProcess> redis = redisUrl.filter(String::isEmpty).isPresent()
                ? Optional.of(RedisProcess.start())
                : Optional.empty();
        try {
            Map<String, String> settings = new LinkedHashMap<>();
            if (!Sources.canBind()) {
                settings.put("trusted-proxies", "127.0.0.0/8");
            }
            settings.putAll(scenario.server());
            redis.map(RedisProcess::url).or(() -> redisUrl).ifPresent(url -> settings.put("redis.url", url));
            List<String> options = new ArrayList<>();
            settings.forEach((key, value) -> options.addAll(List.of("--" + key, value)));
            ServerProcess server = ServerProcess.start("", options.toArray(String[]::new));
            return new Target(
                    server.uri(),
                    Optional.of(new Credentials(ServerProcess.ADMIN, ServerProcess.PASSWORD)),
                    Optional.of(server),
                    redis,
                    Environment.current().withStoresOf(settings));
        } catch (IOException | InterruptedException e) {
            redis.ifPresent(RedisProcess::close);
            throw e;
        }
    }

    /// Whether a server that is started so has seen nobody: none of its stores was there before it.
    ///
    /// @param redisUrl as for [#started]
    static boolean isFresh(Scenario scenario, Optional<String> redisUrl) {
        boolean redisWasThere = redisUrl.map(url -> !url.isEmpty()).orElse(scenario.server().containsKey("redis.url"));
        return !redisWasThere && !scenario.server().containsKey("database.url");
    }

    URI uri() {
        return uri;
    }

    Optional<Credentials> admin() {
        return admin;
    }

    Environment environment() {
        return environment;
    }

    /// Whether it has a Redis of which it tells the lab.
    boolean tellsOfRedis() {
        return admin.isPresent() && environment.store().equals(Environment.REDIS);
    }

    @Override
    public void close() {
        try {
            server.ifPresent(ServerProcess::close);
        } finally {
            redis.ifPresent(RedisProcess::close);
        }
    }
}
