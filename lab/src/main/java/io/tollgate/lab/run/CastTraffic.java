package io.tollgate.lab.run;

import io.tollgate.lab.driver.Client;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.driver.Response;
import io.tollgate.lab.driver.Send;
import io.tollgate.lab.driver.Traffic;
import io.tollgate.lab.scenario.Assault;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/// Turns the sends of a plan into requests of its cast.
final class CastTraffic implements Traffic {
    private final Plan plan;
    private final Cast cast;

    CastTraffic(Plan plan, Cast cast) {
        this.plan = plan;
        this.cast = cast;
    }

    @Override
    public Client client(Send send) {
        return plan.isAttacker(send)
                ? cast.attacker(plan.attacker(send))
                : cast.user(send.actor()).client();
    }

    @Override
    public Optional<Request> request(Send send) {
        return plan.isAttacker(send)
                ? attack(send)
                : cast.user(send.actor()).request(Plan.operation(send), send.number());
    }

    /// Tools that attack have a number of connections, and wait when all of them do.
    private Optional<Request> attack(Send send) {
        Assault assault = plan.scenario().attack().orElseThrow();
        int attacker = plan.attacker(send);
        return cast.attacker(attacker).underWay() >= assault.connections()
                ? Optional.empty()
                : Optional.of(attack(assault, attacker, send));
    }

    private Request attack(Assault assault, int attacker, Send send) {
        return switch (Plan.operation(send)) {
            case GUESS -> guess(attacker, send.number(), assault);
            case ANONYMOUS -> Request.get(assault.path());
            case REPLAY ->
                Request.json(
                        "POST",
                        "/api/auth/refresh",
                        Jsons.write(Map.of("refreshToken", cast.stolenRefreshToken(attacker))));
            case FORGE ->
                Request.get("/api/auth/me")
                        .as(forged(cast.victimAccessToken(attacker), send.number()));
            case SIGN_UP ->
                Request.json(
                        "POST",
                        "/api/auth/signup",
                        Jsons.write(Map.of(
                                "email",
                                cast.target(1_000_000 + attacker * 100_000 + send.number()),
                                "password",
                                "ever another password " + attacker + " " + send.number())));
            default -> throw new IllegalArgumentException("an attacker does not " + Plan.operation(send).text());
        };
    }

    /// No password is tried twice, by nobody: the guard counts distinct ones.
    private Request guess(int attacker, int number, Assault assault) {
        int target = assault.targetOf(attacker, number, plan.scenario().users().count());
        return Request.json(
                "POST",
                "/api/auth/login",
                Jsons.write(Map.of(
                        "email",
                        cast.target(target),
                        "password",
                        "wrong guess " + plan.seed() + " " + attacker + " " + number)));
    }

    /// The same token with another signature each time.
    static String forged(String token, int number) {
        int signature = token.lastIndexOf('.') + 1;
        int at = signature + number % 40;
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }

    @Override
    public boolean settle(Send send, Response response) {
        Operation operation = Plan.operation(send);
        boolean expected = operation.expects(response.status());
        if (expected && !plan.isAttacker(send)) {
            try {
                cast.user(send.actor()).settle(operation, response);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return expected;
    }
}
