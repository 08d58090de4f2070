package org.higher.internal.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import org.bytedeco.javacpp.Loader;
import org.higher.internal.backend.ProductCheck;
import org.higher.internal.backend.ProductCheck.Product;
import org.higher.internal.threads.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/** What the class path holds of ND4J's own backends, and what the one that starts computes on. */
final class Nd4jProvider {
    private Nd4jProvider() {}

    /** The class names of ND4J's backends, as {@code CpuBackend}; starts nothing. */
    static List<String> onClassPath() {
        List<String> names = new ArrayList<>();
        try {
            ND4JClassLoading.loadService(Nd4jBackend.class).stream()
                    .forEach(provider -> names.add(provider.type().getSimpleName()));
        } catch (ServiceConfigurationError broken) {
            throw new IllegalStateException(
                    "nd4j: an ND4J backend is registered on the class path, but its classes are"
                            + " not: "
                            + broken.getMessage(),
                    broken);
        }
        return names;
    }

    /**
     * Starts ND4J, if that has not happened yet, and describes its devices in order.
     *
     * @throws IllegalStateException if it is missing, does not start, has no kernels for a card, or
     *     does not compute what Java does
     */
    static List<String> start() {
        List<String> names = onClassPath();
        if (names.isEmpty()) {
            throw missing(Loader.getPlatform());
        }
        Properties facts;
        try {
            DaemonThreads.detached(Nd4j::getExecutioner);
            facts = Nd4j.getExecutioner().getEnvironmentInformation();
        } catch (LinkageError failed) {
            throw new IllegalStateException(
                    ("nd4j: the ND4J backends on the class path, %s, don't start on this machine"
                                    + " (for an NVIDIA card: is its driver installed?); add"
                                    + " org.nd4j:nd4j-native, or run with -Dhigher.backend=host")
                            .formatted(names),
                    failed);
        }
        List<String> devices = describe(Nd4j.getBackend().getClass().getSimpleName(), facts);
        boolean gpu = !cards(facts).isEmpty();
        for (int i = 0; i < devices.size(); i++) {
            int ordinal = i;
            fault(ordinal)
                    .ifPresent(
                            fault -> {
                                throw wrong(devices.get(ordinal), fault, gpu);
                            });
        }
        return devices;
    }

    private static Optional<String> fault(int ordinal) {
        return Nd4jKernels.on(
                ordinal,
                () ->
                        StartProbe.fault(
                                Nd4jProvider::elementwise,
                                List.of(product(DataType.DOUBLE), product(DataType.FLOAT))));
    }

    /** The error of a device that does not compute what Java does. */
    static IllegalStateException wrong(String device, String fault, boolean gpu) {
        return new IllegalStateException(
                gpu
                        ? ("nd4j: %s does not compute what Java does at start: %s; its driver or its"
                                        + " CUDA libraries may not fit nd4j-cuda-11.6: use"
                                        + " -Dhigher.backend=cuda or host")
                                .formatted(device, fault)
                        : ("nd4j: ND4J does not compute what Java does on this CPU: %s, as with"
                                        + " OpenBLAS 0.3.19 and its kernels for Cooper Lake; use"
                                        + " org.bytedeco:openblas in version %s or later, or start"
                                        + " with OPENBLAS_CORETYPE=HASWELL in the environment")
                                .formatted(fault, ProductCheck.OPENBLAS));
    }

    private static double[] elementwise(double[] x, double[] y) {
        try (INDArray left = Nd4j.createFromArray(x).castTo(DataType.FLOAT);
                INDArray right = Nd4j.createFromArray(y).castTo(DataType.FLOAT);
                INDArray product = left.mul(right)) {
            return product.data().asDouble();
        }
    }

    private static Product product(DataType type) {
        return (a, b, m, n, k, transposed) -> {
            try (INDArray left = Nd4j.createFromArray(a).reshape(m, k).castTo(type);
                    INDArray right = Nd4j.createFromArray(b).castTo(type);
                    INDArray product =
                            left.mmul(
                                    transposed
                                            ? right.reshape(n, k).transpose()
                                            : right.reshape(k, n))) {
                return product.dup('c').data().asDouble();
            }
        };
    }

    /** The error of a class path without any of ND4J's backends. */
    static IllegalStateException missing(String platform) {
        String version = Nd4j.class.getPackage().getImplementationVersion();
        return new IllegalStateException(
                ("nd4j: no ND4J backend on the class path; add org.nd4j:nd4j-native with the"
                                + " classifier %s, or org.nd4j:nd4j-cuda-11.6 with it for an NVIDIA"
                                + " card, both in version %s")
                        .formatted(platform, version == null ? "1.0.0-M2.1" : version));
    }

    /** One description for each device that ND4J found. */
    static List<String> describe(String backend, Properties facts) {
        List<String> descriptions = new ArrayList<>();
        for (GpuCard card : cards(facts)) {
            card.requireKernels();
            descriptions.add(backend + ": " + card);
        }
        if (descriptions.isEmpty()) {
            descriptions.add(
                    "%s: CPU, %s threads"
                            .formatted(backend, facts.get(Nd4jEnvironment.OMP_THREADS_KEY)));
        }
        return descriptions;
    }

    private static List<GpuCard> cards(Properties facts) {
        List<GpuCard> cards = new ArrayList<>();
        if (facts.get(Nd4jEnvironment.CUDA_DEVICE_INFORMATION_KEY) instanceof List<?> devices) {
            for (Object device : devices) {
                Map<?, ?> card = (Map<?, ?>) device;
                cards.add(
                        new GpuCard(
                                String.valueOf(card.get(Nd4jEnvironment.CUDA_DEVICE_NAME_KEY)),
                                number(card.get(Nd4jEnvironment.CUDA_DEVICE_MAJOR_VERSION_KEY)),
                                number(card.get(Nd4jEnvironment.CUDA_DEVICE_MINOR_VERSION_KEY)),
                                bytes(card.get(Nd4jEnvironment.CUDA_TOTAL_MEMORY_KEY))));
            }
        }
        return cards;
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number n ? n.intValue() : 0;
    }

    private static long bytes(@Nullable Object value) {
        return value instanceof Number n ? n.longValue() : 0;
    }
}
