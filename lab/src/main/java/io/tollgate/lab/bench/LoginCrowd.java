package io.tollgate.lab.bench;

import io.tollgate.lab.driver.Request;
import io.tollgate.lab.server.Caller;
import io.tollgate.lab.server.KeepAliveClient;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// People who log in with the right password, each with an account and a loopback address of the own, so that to the server
/// they are as many strangers. Needs a system that has all of 127.0.0.0/8, as Linux has.
final class LoginCrowd {
    private static final int MOST = 250;

    private final URI server;
    private final int people;

    private LoginCrowd(URI server, int people) {
        this.server = server;
        this.people = people;
    }

    /// Has so many people sign up, each from the own address.
    static LoginCrowd signUp(URI server, int people) throws IOException {
        if (people > MOST) {
            throw new IllegalArgumentException("a crowd has at most " + MOST + " people, not " + people);
        }
        LoginCrowd crowd = new LoginCrowd(server, people);
        for (int person = 0; person < people; person++) {
            try (Caller client = crowd.connect(person, LabAccount.signUp(email(person), ServerProcess.PASSWORD))) {
                int status = client.exchange();
                if (status != 201) {
                    throw new IOException("a sign-up was answered with " + status);
                }
            }
        }
        return crowd;
    }

    private static String email(int person) {
        return "person-" + person + "@lab.example";
    }

    private Caller connect(int person, Request request) throws IOException {
        return new KeepAliveClient(
                server, request, InetAddress.getByAddress(new byte[] {127, 0, 2, (byte) (person + 1)}));
    }

    /// Logs in the people that fall to one of several callers, in turn: nobody is logged in by two callers.
    Caller caller(int number, int callers) throws IOException {
        List<Caller> clients = new ArrayList<>();
        for (int person = number; person < people; person += callers) {
            clients.add(connect(person, LabAccount.login(email(person), ServerProcess.PASSWORD)));
        }
        return new InTurn(clients);
    }

    /// Several who take turns.
    private static final class InTurn implements Caller {
        private final List<Caller> callers;
        private int next;

        private InTurn(List<Caller> callers) {
            this.callers = callers;
        }

        @Override
        public int exchange() throws IOException {
            int status = callers.get(next).exchange();
            next = (next + 1) % callers.size();
            return status;
        }

        @Override
        public void close() throws IOException {
            for (Caller caller : callers) {
                caller.close();
            }
        }
    }
}
