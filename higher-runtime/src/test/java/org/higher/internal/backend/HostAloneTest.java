package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Loader;
import org.higher.array.DType;
import org.higher.tensor.Backends;
import org.junit.jupiter.api.Test;

/** What a user gets who adds nothing to the library: no natives, no ND4J backend. */
class HostAloneTest {
    /** Loads everything anew from the class path of the tests, without the natives. */
    private static final class Bare extends URLClassLoader {
        private final Set<String> loaded = ConcurrentHashMap.newKeySet();

        Bare() {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .filter(entry -> !entry.contains("nd4j-native"))
                            .filter(entry -> !entry.contains(Loader.getPlatform()))
                            .map(Bare::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        private static URL url(String entry) {
            try {
                return new File(entry).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            loaded.add(name);
            return super.loadClass(name, resolve);
        }

        Object call(Class<? extends Callable<?>> body) throws Exception {
            Thread thread = Thread.currentThread();
            ClassLoader usual = thread.getContextClassLoader();
            thread.setContextClassLoader(this);
            try {
                return loadClass(body.getName())
                        .asSubclass(Callable.class)
                        .getDeclaredConstructor()
                        .newInstance()
                        .call();
            } finally {
                thread.setContextClassLoader(usual);
            }
        }
    }

    /** A product too large for the loop of small ones; the sum of its elements. */
    public static final class Product implements Callable<Double> {
        @Override
        public Double call() {
            BackendDevice device = CurrentDevice.get();
            Kernels kernels = device.backend().kernels();
            Array x = kernels.full(DType.FLOAT64, new int[] {50, 60}, 0.5, device);
            Array product = kernels.matmul(x, x, false, true);
            return kernels.item(
                    kernels.reduce(Kernels.Reduction.SUM, product, new int[] {0, 1}, false));
        }
    }

    /** What the report says. */
    public static final class Report implements Callable<String> {
        @Override
        public String call() {
            return Backends.report();
        }
    }

    @Test
    void productsFallBackToJava() throws Exception {
        try (Bare bare = new Bare()) {
            assertThat(bare.call(Product.class)).isEqualTo(50 * 50 * 60 * 0.25);
            assertThat(bare.loaded).contains("org.bytedeco.openblas.global.openblas_nolapack");
        }
    }

    @Test
    void nothingOfNd4jIsLoaded() throws Exception {
        try (Bare bare = new Bare()) {
            bare.call(Product.class);
            assertThat(bare.loaded).noneMatch(name -> name.startsWith("org.nd4j."));
        }
    }

    @Test
    void theReportSaysWhatToAdd() throws Exception {
        try (Bare bare = new Bare()) {
            assertThat((String) bare.call(Report.class))
                    .contains("host (CPU, ")
                    .contains("large matrix products: plain Java, since OpenBLAS can't be used")
                    .contains("put org.bytedeco:openblas 0.3.31")
                    .contains("nd4j can't be used: nd4j: no ND4J backend on the class path; add")
                    .contains("org.nd4j:nd4j-native with the classifier");
        }
    }
}
