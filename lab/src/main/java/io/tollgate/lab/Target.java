package io.tollgate.lab;

import io.tollgate.lab.driver.Sources;
import io.tollgate.lab.result.Environment;
import io.tollgate.lab.run.Credentials;
import io.tollgate.lab.scenario.Scenario;
import io.tollgate.lab.server.RedisProcess;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
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

    static Target running(URI uri, Optional<Credentials> admin) {
        return new Target(uri, admin, Optional.empty(), Optional.empty(), Environment.current());
    }

    /// @param redisUrl empty for no Redis; an empty text for one of the lab's own
    static Target started(Scenario scenario, Optional<String> redisUrl) throws IOException, InterruptedException {
        Optional<RedisProcess> redis = redisUrl.filter(String::isEmpty).isPresent()
                ? Optional.of(RedisProcess.start())
                : Optional.empty();
        try {
            List<String> settings = new ArrayList<>();
            if (!Sources.canBind()) {
                settings.addAll(List.of("--trusted-proxies", "127.0.0.0/8"));
            }
            redis.map(RedisProcess::url).or(() -> redisUrl).ifPresent(url -> settings.addAll(List.of("--redis.url", url)));
            for (Map.Entry<String, String> setting : scenario.server().entrySet()) {
                settings.addAll(List.of("--" + setting.getKey(), setting.getValue()));
            }
            ServerProcess server = ServerProcess.start("", settings.toArray(String[]::new));
            Environment environment = Environment.current()
                    .withStores(
                            redisUrl.isPresent() ? Environment.REDIS : Environment.IN_PROCESS, Environment.SQLITE);
            return new Target(
                    server.uri(),
                    Optional.of(new Credentials(ServerProcess.ADMIN, ServerProcess.PASSWORD)),
                    Optional.of(server),
                    redis,
                    environment);
        } catch (IOException | InterruptedException e) {
            redis.ifPresent(RedisProcess::close);
            throw e;
        }
    }

    URI uri() {
        return uri;
    }

    Optional<Credentials> admin() {
        return admin;
    }

    boolean isStarted() {
        return server.isPresent();
    }

    Environment environment() {
        return environment;
    }

    @Override
    public void close() {
        server.ifPresent(ServerProcess::close);
        redis.ifPresent(RedisProcess::close);
    }
}
