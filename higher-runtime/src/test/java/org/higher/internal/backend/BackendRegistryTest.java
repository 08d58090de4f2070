package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.higher.tensor.Backends;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends that the library does not know are found by their registration alone. */
class BackendRegistryTest {
    @TempDir Path services;

    /** Offers the backend by whose results others are judged. */
    public static final class NaiveProvider implements BackendProvider {
        @Override
        public String name() {
            return "naive";
        }

        @Override
        public boolean isOnClassPath() {
            return true;
        }

        @Override
        public Backend backend() {
            return NaiveKernels.DEVICE.backend();
        }
    }

    /** Has nothing to offer. */
    public static final class BareProvider implements BackendProvider {
        @Override
        public String name() {
            return "bare";
        }

        @Override
        public boolean isOnClassPath() {
            return true;
        }

        @Override
        public Backend backend() {
            throw new IllegalStateException("bare: no driver");
        }
    }

    /** What a user sees who computes with the third backend. */
    public static final class Look implements Callable<List<String>> {
        @Override
        public List<String> call() {
            Backends.use(Backends.device("naive"));
            return List.of(
                    Backends.report(),
                    Backends.devices().toString(),
                    Tensor.of(new double[] {1, 2}, 2).add(1).toString(),
                    unknown());
        }

        private static String unknown() {
            try {
                return Backends.device("gpu").name();
            } catch (IllegalArgumentException expected) {
                return expected.getMessage();
            }
        }
    }

    @Test
    void aThirdBackendIsFound() throws Exception {
        register(NaiveProvider.class.getName(), BareProvider.class.getName());

        List<String> texts = look();

        assertThat(texts.get(0).lines()).element(0, STRING).startsWith("host (CPU, ");
        assertThat(texts.get(0).lines())
                .contains("bare can't be used: bare: no driver", "naive (by definition), in use");
        assertThat(texts.get(1)).startsWith("[host (CPU, ").contains(", naive (by definition)");
        assertThat(texts.get(2)).contains("naive").contains("2").contains("3");
        assertThat(texts.get(3))
                .isEqualTo(
                        "unknown backend 'gpu'; known are host, bare, cuda, naive, nd4j and opencl");
    }

    @Test
    void aBrokenRegistrationLeavesTheOthers() throws Exception {
        register("org.higher.Nowhere", NaiveProvider.class.getName());

        assertThat(look().get(0))
                .contains("host (CPU, ", "naive (by definition)")
                .contains("a backend can't be loaded: ")
                .contains("org.higher.Nowhere");
    }

    @Test
    void aProviderWithoutANameOfItsOwnLeavesTheOthers() {
        BackendRegistry registry =
                new BackendRegistry(
                        Stream.of(named(null), named("naive"), named("naive")).iterator());

        assertThat(registry.names()).containsExactly("naive");
        assertThat(registry.failures())
                .hasSize(2)
                .anyMatch(failure -> failure.contains("$1: its name is not known: "))
                .anyMatch(failure -> failure.contains("$1: the name naive is that of "));
    }

    @Test
    void aBackendThatFailsInItsOwnWayIsOneThatCannotRunHere() {
        BackendRegistry registry =
                new BackendRegistry(
                        Stream.of(
                                        failing("bare", new UnsatisfiedLinkError("no cudart")),
                                        failing("naive", new ClassCastException("driver")))
                                .iterator());

        assertThat(registry.usable()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> registry.backend("bare"))
                .withMessageContaining("could not start its backend: ")
                .withMessageContaining("UnsatisfiedLinkError: no cudart");
        assertThatIllegalStateException()
                .isThrownBy(() -> registry.backend("naive"))
                .withMessageContaining("ClassCastException: driver");
    }

    @Test
    void aWrongSettingOfABackendIsSaidInItsWords() {
        BackendRegistry registry =
                new BackendRegistry(
                        Stream.of(
                                        failing(
                                                "naive",
                                                new IllegalArgumentException("-Dnaive=x: give y")))
                                .iterator());

        assertThat(registry.usable()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> registry.backend("naive"))
                .withMessage("naive: -Dnaive=x: give y");
    }

    private static BackendProvider named(@Nullable String name) {
        return failing(name, new IllegalStateException("named: no driver"));
    }

    private static BackendProvider failing(@Nullable String name, Throwable failure) {
        return new BackendProvider() {
            @Override
            @SuppressWarnings("NullAway") // what a provider must not do
            public String name() {
                return name;
            }

            @Override
            public boolean isOnClassPath() {
                return true;
            }

            @Override
            public Backend backend() {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
        };
    }

    private void register(String... providers) throws IOException {
        Path file = services.resolve("META-INF/services").resolve(BackendProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(providers));
    }

    /** With a library of its own, ahead of whose class path the registration is. */
    private List<String> look() throws Exception {
        String path = System.getProperty("java.class.path");
        URL[] urls =
                Stream.concat(
                                Stream.of(services.toString()),
                                Arrays.stream(path.split(File.pathSeparator))
                                        .filter(entry -> !entry.contains("nd4j-native")))
                        .map(BackendRegistryTest::url)
                        .toArray(URL[]::new);
        try (URLClassLoader loader =
                new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Object look =
                    loader.loadClass(Look.class.getName()).getDeclaredConstructor().newInstance();
            return ((Callable<?>) look).call() instanceof List<?> texts
                    ? texts.stream().map(String::valueOf).toList()
                    : List.of();
        }
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
