package io.tollgate.server.argon2;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;

/// Argon2id of libsodium, which uses the vector instructions that this processor has. Its memory is mapped for each call
/// and given back at its end, none of it in the Java heap.
// "restricted": what loads and calls other code than Java. This class exists for it; the launcher allows it.
@SuppressWarnings("restricted")
final class Sodium {
    /// crypto_pwhash_ALG_ARGON2ID13, crypto_pwhash_SALTBYTES.
    private static final int ARGON2ID = 2;

    private static final int SALT_BYTES = 16;

    /// The hash of no password with a salt of zeros, 8 KiB and one pass.
    private static final String KNOWN_ANSWER = "b006c1ede0239691562b55a5d1f152b9";

    private final MethodHandle hash;

    private Sodium(MethodHandle hash) {
        this.hash = hash;
    }

    /// Empty where there is none for this platform, it cannot be loaded, or computes something else.
    static Optional<Sodium> loaded() {
        return Loaded.SODIUM;
    }

    /// A library is loaded once in a process, when first needed.
    private static final class Loaded {
        private static final Optional<Sodium> SODIUM = load();
    }

    private static Optional<Sodium> load() {
        System.Logger log = System.getLogger(Argon2id.class.getName());
        Optional<String> resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
        if (resource.isEmpty()) {
            log.log(System.Logger.Level.INFO, "no libsodium for this platform: password hashes take twice as long");
            return Optional.empty();
        }
        try {
            return Optional.of(load(resource.get()));
        } catch (IOException | IllegalArgumentException | IllegalStateException | IllegalCallerException e) {
            log.log(System.Logger.Level.WARNING, "libsodium cannot be used, password hashes take twice as long: " + e);
            return Optional.empty();
        }
    }

    /// Where the archive of Lazysodium has the library for a platform.
    private static Optional<String> resource(String system, String processor) {
        return switch (system + " " + processor) {
            case "Linux amd64" -> Optional.of("linux64/libsodium.so");
            case "Linux aarch64" -> Optional.of("arm64/libsodium.so");
            case "Mac OS X x86_64" -> Optional.of("mac/libsodium.dylib");
            case "Mac OS X aarch64" -> Optional.of("mac_arm/libsodium.dylib");
            default -> Optional.empty();
        };
    }

    private static Sodium load(String resource) throws IOException {
        // Readable and writable by this user alone, and gone once it is loaded.
        Path file = Files.createTempFile("libsodium", null);
        try (InputStream library = Sodium.class.getClassLoader().getResourceAsStream(resource)) {
            if (library == null) {
                throw new IOException("no " + resource + " on the class path");
            }
            Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
            return checked(SymbolLookup.libraryLookup(file, Arena.global()));
        } finally {
            Files.delete(file);
        }
    }

    private static Sodium checked(SymbolLookup library) {
        Linker linker = Linker.nativeLinker();
        MethodHandle init = linker.downcallHandle(find(library, "sodium_init"), FunctionDescriptor.of(JAVA_INT));
        // (out, length, password, length, salt, passes, bytes of memory, algorithm)
        Sodium sodium = new Sodium(linker.downcallHandle(
                find(library, "crypto_pwhash"),
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT)));
        int status;
        try {
            status = (int) init.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        byte[] answer = sodium.hash(new Argon2id(8, 1, 1), new byte[0], new byte[SALT_BYTES], 16);
        if (status < 0 || !HexFormat.of().formatHex(answer).equals(KNOWN_ANSWER)) {
            throw new IllegalStateException("it does not compute Argon2id");
        }
        return sodium;
    }

    private static MemorySegment find(SymbolLookup library, String symbol) {
        return library.find(symbol).orElseThrow(() -> new IllegalStateException("no " + symbol + " in it"));
    }

    /// Its Argon2id has one lane and a salt of one length.
    static boolean computes(Argon2id cost, byte[] salt) {
        return cost.parallelism() == 1 && salt.length == SALT_BYTES;
    }

    byte[] hash(Argon2id cost, byte[] password, byte[] salt, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment secret = arena.allocateFrom(JAVA_BYTE, password);
            MemorySegment computed = arena.allocate(bytes);
            int status = (int) hash.invokeExact(
                    computed,
                    (long) bytes,
                    secret,
                    (long) password.length,
                    arena.allocateFrom(JAVA_BYTE, salt),
                    (long) cost.iterations(),
                    cost.memoryKib() * 1024L,
                    ARGON2ID);
            secret.fill((byte) 0);
            if (status != 0) {
                throw new IllegalStateException("no memory for a password hash");
            }
            return computed.toArray(JAVA_BYTE);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            // A downcall declares what it never throws.
            throw new IllegalStateException(e);
        }
    }
}
