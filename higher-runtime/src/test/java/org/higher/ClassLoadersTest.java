package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import org.bytedeco.javacpp.Loader;
import org.higher.elsewhere.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plug-ins and web applications come and go: what they leave is collected. */
@Timeout(120)
class ClassLoadersTest {
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /** Has classes of its own for models and rules, and the library of its parent. */
    private static final class Plugin extends ClassLoader {
        private static final String HOME = Program.class.getPackageName() + ".";

        Plugin() {
            super(Program.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null || !name.startsWith(HOME)) {
                return known != null ? known : super.loadClass(name, resolve);
            }
            try (InputStream in =
                    getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /**
     * A program with the library, all of it its own; natives belong to whoever loads them first.
     */
    private static URLClassLoader application() {
        URL[] urls =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.contains("nd4j-native"))
                        .filter(entry -> !entry.contains(Loader.getPlatform()))
                        .map(ClassLoadersTest::url)
                        .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void modelsAndRulesOfPluginsAreCollected() throws Exception {
        ExecutorService pool = pool(2);
        try {
            List<WeakReference<ClassLoader>> gone = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                gone.add(use(new Plugin(), i % 2 == 0 ? pool : null));
            }
            awaitAll(gone, new AfterPlugins(this));
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void theLibraryItselfIsCollected() throws Exception {
        ExecutorService pool = pool(1);
        try {
            List<WeakReference<ClassLoader>> gone = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                try (URLClassLoader application = application()) {
                    gone.add(use(application, pool));
                }
            }
            awaitAll(gone, new AfterApplications(this));
        } finally {
            pool.shutdown();
        }
    }

    /** With threads that have been there before, or else they inherit from who submits to them. */
    private static ExecutorService pool(int threads) {
        ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(threads);
        pool.prestartAllCoreThreads();
        return pool;
    }

    /** Runs the program of a loader, in a pool's thread if one is given. */
    private WeakReference<ClassLoader> use(ClassLoader loader, ExecutorService pool)
            throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(loader);
            Class<?> program = loader.loadClass(Program.class.getName());
            assertThat(program.getClassLoader()).isSameAs(loader);
            Callable<?> instance = (Callable<?>) program.getConstructor().newInstance();
            if (pool == null) {
                instance.call();
            } else {
                Future<?> end = pool.submit(instance);
                end.get();
            }
        } finally {
            thread.setContextClassLoader(usual);
        }
        return new WeakReference<>(loader, collected);
    }

    /** The JDK keeps the types of the record whose equals was linked last: these are then ours. */
    private record AfterPlugins(ClassLoadersTest ours) {}

    private record AfterApplications(ClassLoadersTest ours) {}

    private void awaitAll(List<WeakReference<ClassLoader>> gone, Record last)
            throws InterruptedException {
        assertThat(last.equals(new Object())).isFalse();
        assertThat(last.hashCode()).isEqualTo(last.hashCode());
        assertThat(last.toString()).isNotEmpty();
        long end = System.nanoTime() + 20_000_000_000L;
        int left = gone.size();
        while (left > 0 && System.nanoTime() < end) {
            System.gc();
            while (collected.remove(50) != null) {
                left--;
            }
        }
        assertThat(left).as("loaders that are not collected").isZero();
    }
}
