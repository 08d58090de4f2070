package org.higher.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.gpu.backend.GpuBackend;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.Memory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What suites over all backends don't see of this one; skipped where there is no OpenCL. */
class OpenClTest {
    private OpenClDevice device;

    @BeforeEach
    void find() {
        try {
            BackendRegistry.instance().backend("opencl");
        } catch (IllegalStateException missing) {
            Assumptions.abort(missing.getMessage());
        }
        device = OpenClDevice.all().get(0);
    }

    @Test
    void devicesAreDescribed() {
        Backend backend = BackendRegistry.instance().backend("opencl");

        assertThat(backend.devices().get(0).name()).isEqualTo("opencl");
        assertThat(backend.devices())
                .allSatisfy(
                        each ->
                                assertThat(each.description())
                                        .matches(".+, .+, \\d+ units, .+ GB.*"));
        assertThat(OpenClDevice.all())
                .extracting(OpenClDevice::isGpu)
                .isSortedAccordingTo((a, b) -> Boolean.compare(b, a));
    }

    /** PoCL would have signals of divisions by zero to itself: 1 / 0 would be 1. */
    @Test
    void divisionsByZeroAreStillErrorsInJava() {
        Backend backend = BackendRegistry.instance().backend("opencl");
        Kernels kernels = backend.kernels();
        Array x = kernels.full(DType.FLOAT32, new int[] {4}, 1, backend.devices().get(0));
        assertThat(kernels.toDoubles(x)).containsOnly(1);

        int zero = x.size() - 4;
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> Math.addExact(1 / zero, 0))
                    .isInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void aMissingLibraryIsNamed() {
        assertThatThrownBy(() -> OpenClLibrary.bind(List.of("NoSuchLibrary")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "opencl: no OpenCL library, under any of the names [NoSuchLibrary], where"
                                + " the system looks for libraries")
                .hasMessageContaining("install the driver of the card");
    }

    @Test
    void errorsOfTheCompilerAreShown() {
        OpenClAccelerator accelerator = new OpenClAccelerator(device);

        assertThatThrownBy(() -> accelerator.compile("__kernel void f() { nonsense; }", "f"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("build failure")
                .hasMessageContaining("nonsense");
    }

    @Test
    void whatIsUnusedIsReleasedAndMadeAgain() throws InterruptedException {
        OpenClAccelerator accelerator = new OpenClAccelerator(device);
        String text =
                accelerator.dialect().prelude()
                        + "KERNEL f(GLOBAL int *out, int a) { out[THREAD] += a; }";
        Memory out = accelerator.allocate(16).orElseThrow();
        accelerator.write(out, new int[4]);
        for (int i = 0; i < 10; i++) {
            accelerator.launch(accelerator.compile(text, "f"), new int[] {1}, 4, out, 3);
            System.gc();
            Thread.sleep(5);
        }
        int[] found = new int[4];
        accelerator.read(out, found);
        accelerator.free(out);
        assertThat(found).containsOnly(30);
    }

    @Test
    void argumentsOfEveryKindArrive() {
        OpenClAccelerator accelerator = new OpenClAccelerator(device);
        Kernel kernel =
                accelerator.compile(
                        accelerator.dialect().prelude()
                                + """
                                typedef struct { int x[3]; } THREE;
                                KERNEL f(GLOBAL int *out, int a, long b, float c, THREE d) {
                                    out[THREAD + THREADS * (GROUP(0) + GROUPS(0) * GROUP(1))] =
                                            a + (int) (b >> 32) + (int) c + d.x[2] + THREAD
                                            + 100 * GROUP(0) + 1000 * GROUP(1);
                                }
                                """,
                        "f");
        Memory out = accelerator.allocate(4 * 4 * 2 * 2).orElseThrow();
        int[] found = new int[4 * 2 * 2];

        accelerator.launch(kernel, new int[] {2, 2}, 4, out, 1, 2L << 32, 3f, new int[] {8, 9, 10});
        accelerator.read(out, found);
        accelerator.free(out);

        assertThat(found)
                .containsExactly(
                        16, 17, 18, 19, 116, 117, 118, 119, 1016, 1017, 1018, 1019, 1116, 1117,
                        1118, 1119);
    }

    /** As on a card that computes in floats only. */
    @Test
    void withoutDoublesSumsKeepTheirDigits() {
        GpuBackend backend =
                new GpuBackend("floats", List.of(new OpenClAccelerator(device, false)));
        BackendDevice here = backend.devices().get(0);
        Kernels kernels = backend.kernels();
        float[] values = new float[100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1000 + (i * 7919 % 1000) / 1000f;
        }
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        Array x = kernels.of(values, new int[] {100, 1000}, here);
        int[] all = {0, 1};

        assertThat(kernels.item(kernels.reduce(Reduction.SUM, x, all, false)))
                .isEqualTo((float) sum);
        assertThat(kernels.item(kernels.reduce(Reduction.MEAN, x, all, false)))
                .isEqualTo((float) (sum / values.length));
        assertThat(kernels.item(kernels.reduce(Reduction.NORM2, x, all, false)))
                .isCloseTo(Math.sqrt(squares), within(0.04));
        for (int axis : new int[] {0, 1}) {
            double total = 0;
            for (float part :
                    kernels.toFloats(kernels.reduce(Reduction.SUM, x, new int[] {axis}, false))) {
                total += part;
            }
            assertThat(total).isCloseTo(sum, within(sum * 1e-7));
        }
        for (double scale : new double[] {1e30, 1e-30, 4e37, 1e-38}) {
            Array two =
                    kernels.of(
                            new float[] {(float) (3 * scale), (float) (-4 * scale)},
                            new int[] {2},
                            here);
            double norm = kernels.item(kernels.reduce(Reduction.NORM2, two, new int[] {0}, false));
            assertThat(norm / scale).isCloseTo(5, within(1e-5));
        }
        Array large = kernels.full(DType.FLOAT32, new int[] {33}, 3e38, here);
        assertThat(kernels.item(kernels.reduce(Reduction.MEAN, large, new int[] {0}, false)))
                .isCloseTo(3e38, within(1e32));
        Array powers =
                kernels.binary(
                        Binary.POW,
                        kernels.of(new float[] {2, 1, -1}, new int[] {3}, here),
                        Double.POSITIVE_INFINITY);
        assertThat(kernels.toFloats(powers))
                .containsExactly(Float.POSITIVE_INFINITY, Float.NaN, Float.NaN);
    }

    /** Whole numbers, of which sums are exact in any order. */
    @Test
    void clBlastMultipliesInEveryWay() {
        System.setProperty(ClBlastProducts.PROPERTY, "true");
        try {
            OpenClAccelerator accelerator = new OpenClAccelerator(device);
            Assumptions.assumeTrue(
                    accelerator.products().isPresent(), "CLBlast is not installed here");
            GpuBackend backend = new GpuBackend("blast", List.of(accelerator));
            assertThat(backend.remark()).startsWith("products by CLBlast");
            for (DType dtype : DType.values()) {
                for (int form = 0; form < 16; form++) {
                    compareProducts(backend, dtype, form);
                }
            }
        } finally {
            System.clearProperty(ClBlastProducts.PROPERTY);
        }
    }

    /** With and without batches, and transposed, as the bits of the form say. */
    private static void compareProducts(Backend backend, DType dtype, int form) {
        int m = 67;
        int k = 93;
        int n = 81;
        boolean transposeA = (form & 1) != 0;
        boolean transposeB = (form & 2) != 0;
        int[] a = transposeA ? new int[] {3, k, m} : new int[] {3, m, k};
        int[] b = transposeB ? new int[] {3, n, k} : new int[] {3, k, n};
        if ((form & 4) != 0) {
            a[0] = 1;
        }
        if ((form & 8) != 0) {
            b[0] = 1;
        }
        Backend host = BackendRegistry.instance().backend("host");
        float[] expected = product(host, dtype, a, b, transposeA, transposeB);
        assertThat(product(backend, dtype, a, b, transposeA, transposeB)).isEqualTo(expected);
    }

    private static float[] product(
            Backend backend,
            DType dtype,
            int[] a,
            int[] b,
            boolean transposeA,
            boolean transposeB) {
        Kernels kernels = backend.kernels();
        Array x = kernels.cast(kernels.of(digits(a), a, backend.devices().get(0)), dtype);
        Array y = kernels.cast(kernels.of(digits(b), b, backend.devices().get(0)), dtype);
        return kernels.toFloats(kernels.matmul(x, y, transposeA, transposeB));
    }

    private static float[] digits(int[] shape) {
        float[] digits = new float[shape[0] * shape[1] * shape[2]];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = i * 7919 % 19 - 9;
        }
        return digits;
    }

    @Test
    void doublesAreRefusedWhereThereAreNone() {
        GpuBackend backend =
                new GpuBackend("floats", List.of(new OpenClAccelerator(device, false)));
        BackendDevice here = backend.devices().get(0);

        assertThatThrownBy(() -> backend.kernels().full(DType.FLOAT64, new int[] {2}, 1, here))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("floats (")
                .hasMessageContaining(
                        ": it does not compute in double precision; use DType.FLOAT32, or another"
                                + " device");
    }
}
