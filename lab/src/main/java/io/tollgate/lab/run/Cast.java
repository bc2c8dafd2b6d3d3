package io.tollgate.lab.run;

import io.tollgate.lab.driver.Client;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.driver.Response;
import io.tollgate.lab.driver.Sources;
import io.tollgate.lab.scenario.Assault;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Scenario;
import io.tollgate.lab.server.UploadBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Everybody in a run: users, those whose accounts are attacked, attackers. Users and victims sign up over the public
/// interface, each from an address of its own, so that the server needs no special settings.
final class Cast implements AutoCloseable {
    private static final int AT_ONCE = 4;
    private static final int TRIES = 20;
    private static final int FIRST_FILES = 3;
    private static final int UNAVAILABLE = 503;

    private final List<Person> users = new ArrayList<>();
    private final List<Person> victims = new ArrayList<>();
    private final List<String> stolen = new ArrayList<>();
    private final List<Client> attackers = new ArrayList<>();
    private final List<Client> signUpClients = new ArrayList<>();
    private final Scenario scenario;
    private final String run;

    /// @param run   in the names of its accounts; another for each run against one server
    /// @param block of addresses: users, attackers and victims have a network each from there on
    Cast(Scenario scenario, Sources sources, String run, int block) {
        this.scenario = scenario;
        this.run = run;
        UploadBody upload = new UploadBody(scenario.users().fileSize());
        List<Client> shared = new ArrayList<>();
        int addresses = scenario.users().addresses().orElse(scenario.users().count());
        for (int i = 0; i < addresses; i++) {
            shared.add(sources.client(block, i));
        }
        for (int i = 0; i < scenario.users().count(); i++) {
            Client own = shared.get(i % addresses);
            users.add(new Person(own, credentials("user", i), upload));
            // A few addresses for everybody could not sign up so many.
            signUpClients.add(addresses < scenario.users().count() ? sources.client(block + 3, i) : own);
        }
        scenario.attack().ifPresent(assault -> {
            for (int i = 0; i < assault.accounts(); i++) {
                victims.add(new Person(sources.client(block + 2, i), credentials("victim", i), upload));
            }
            for (int i = 0; i < assault.attackers(); i++) {
                attackers.add(sources.client(block + 1, i));
            }
        });
    }

    private Credentials credentials(String role, int number) {
        return new Credentials(
                "%s-%s-%d@lab.example".formatted(role, run, number), "quiet harbour lantern " + run + number);
    }

    Person user(int index) {
        return users.get(index);
    }

    List<Person> users() {
        return users;
    }

    Client attacker(int index) {
        return attackers.get(index);
    }

    /// The name of an account that is attacked, whether it exists or not.
    String target(int index) {
        Assault assault = scenario.attack().orElseThrow();
        if (assault.target() == Assault.Target.USERS) {
            return users.get(index).credentials().email();
        }
        return index < victims.size()
                ? victims.get(index).credentials().email()
                : credentials("nobody", index).email();
    }

    /// The refresh token that an attacker stole and that its owner has used since.
    String stolenRefreshToken(int attacker) {
        return stolen.get(attacker % stolen.size());
    }

    /// The access token of the same owner.
    String victimAccessToken(int attacker) {
        return victims.get(attacker % victims.size()).tokens().access();
    }

    int accounts() {
        return users.size() + victims.size();
    }

    /// Signs everybody up.
    ///
    /// @param progress told how many are
    void prepare(IntConsumer progress) throws IOException, InterruptedException {
        AtomicInteger done = new AtomicInteger();
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
            Person user = users.get(i);
            Client client = signUpClients.get(i);
            tasks.add(() -> {
                signUp(user, client);
                user.takeFirstFiles(expect(user.client(), user.upload(FIRST_FILES), 201));
                progress.accept(done.incrementAndGet());
            });
        }
        for (Person victim : victims) {
            tasks.add(() -> {
                signUp(victim, victim.client());
                progress.accept(done.incrementAndGet());
            });
        }
        runAll(tasks);
        if (scenario.attack().filter(assault -> assault.operations().contains(Operation.REPLAY)).isPresent()) {
            stealTokens();
        }
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static void runAll(List<Task> tasks) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> results = new ArrayList<>();
            for (Task task : tasks) {
                results.add(threads.submit(() -> {
                    task.run();
                    return null;
                }));
            }
            try {
                for (Future<?> result : results) {
                    result.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new IOException(e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private void signUp(Person person, Client client) throws IOException, InterruptedException {
        person.takeTokens(expect(client, person.signUp(), 201));
    }

    /// Each owner refreshes once after the theft.
    private void stealTokens() throws IOException, InterruptedException {
        for (Person victim : victims) {
            stolen.add(victim.tokens().refresh());
            victim.takeTokens(expect(victim.client(), victim.refresh(), 200));
        }
    }

    /// A server that is busy with hashing says so, and is asked again.
    private static Response expect(Client client, Request request, int status)
            throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            Response response = client.send(request);
            if (response.status() == status) {
                return response;
            }
            if (response.status() != UNAVAILABLE || tries == TRIES) {
                throw new IOException("the preparation failed: %s was answered with %d instead of %d%s"
                        .formatted(request, response.status(), status, hint(response)));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static String hint(Response response) {
        return switch (response.status()) {
            case 429, 403 -> ": the server limits or bans the addresses of the lab (127.0.0.0/8), or does not believe the "
                    + "header that tells them (trusted-proxies)";
            case 202 -> ": with signup.verify-email nobody can use an account at once";
            default -> "";
        };
    }

    /// The connections that are kept alive.
    @Override
    public void close() throws IOException {
        List<Client> clients = new ArrayList<>(attackers);
        users.forEach(user -> clients.add(user.client()));
        victims.forEach(victim -> clients.add(victim.client()));
        clients.addAll(signUpClients);
        for (Client client : clients) {
            client.close();
        }
    }
}
