package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.higher.array.DType;
import org.higher.internal.backend.KernelCases.Case;
import org.junit.jupiter.api.Test;

/** How far the kernels of ND4J reach into libraries with known faults: docs/security.md. */
class Nd4jLibrariesTest {
    private static final Pattern LOADED =
            Pattern.compile(
                    "\\] ((?:org\\.nd4j\\.shade|org\\.apache\\.commons|net\\.ericaro)[a-z0-9.]*)"
                            + "\\.[\\w$]+ source: ");

    private static final Set<String> KNOWN =
            Set.of(
                    "org.apache.commons.io.output",
                    "org.apache.commons.lang3",
                    "org.apache.commons.lang3.exception",
                    "org.apache.commons.math3.random",
                    "org.nd4j.shade.guava.base",
                    "org.nd4j.shade.guava.collect",
                    "org.nd4j.shade.guava.primitives",
                    "org.nd4j.shade.guava.util.concurrent");

    @Test
    void noReaderOfFilesOrOfProtobufIsLoaded() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xlog:class+load",
                                "-Dorg.nd4j.log.initialization=false",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EveryKernel.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        Set<String> packages = new TreeSet<>();
        for (Matcher loaded = LOADED.matcher(output); loaded.find(); ) {
            packages.add(loaded.group(1));
        }
        assertThat(packages).isEqualTo(new TreeSet<>(KNOWN));
    }

    static final class EveryKernel {
        private EveryKernel() {}

        public static void main(String[] args) {
            BackendDevice device = BackendRegistry.instance().device("nd4j");
            for (DType dtype : DType.values()) {
                for (Case use : KernelCases.of(1, dtype)) {
                    use.body().run(device.backend().kernels(), device);
                }
            }
        }
    }
}
