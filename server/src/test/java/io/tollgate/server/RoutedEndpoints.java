package io.tollgate.server;

import io.tollgate.server.http.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Every endpoint that the compiled server makes, as `GET /path`.
///
/// Read from the classes: each call of a factory of [Endpoint] with the path that is the constant before it. So an
/// endpoint is found without a server that would have to be asked for paths one does not know.
final class RoutedEndpoints {
    private static final String ENDPOINT = Endpoint.class.getName().replace('.', '/');

    private RoutedEndpoints() {}

    /// @throws IllegalStateException when an endpoint's path is no constant, so that it cannot be read here
    static Set<String> all() {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(classes())) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                var model = ClassFile.of().parse(file);
                if (!model.thisClass().asInternalName().equals(ENDPOINT)) {
                    model.methods().forEach(method -> read(method, found));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Path classes() {
        try {
            return Path.of(TollgateServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void read(MethodModel method, Set<String> found) {
        Optional<String> path = Optional.empty();
        for (CodeElement element : method.code().stream().flatMap(code -> code.elementStream()).toList()) {
            if (element instanceof ConstantInstruction constant && constant.constantValue() instanceof String text) {
                path = Optional.of(text).filter(t -> t.startsWith("/"));
            } else if (element instanceof InvokeInstruction call && makesEndpoint(call)) {
                String verb = call.name().stringValue().toUpperCase(Locale.ROOT);
                found.add(verb + " "
                        + path.orElseThrow(() -> new IllegalStateException(
                                "the path of an endpoint is no constant in " + method)));
                path = Optional.empty();
            }
        }
    }

    /// Whether it is a factory or the constructor, rather than an accessor.
    private static boolean makesEndpoint(InvokeInstruction call) {
        boolean makes = call.type().stringValue().endsWith(")L" + ENDPOINT + ";") || call.name().equalsString("<init>");
        return makes && call.owner().asInternalName().equals(ENDPOINT);
    }
}
