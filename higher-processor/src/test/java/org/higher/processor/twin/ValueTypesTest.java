package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Complaint;
import org.higher.processor.Running;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of tensors, and classes like them, as parts of Params. */
class ValueTypesTest extends TwinAgreement {
    private static final LeafModels MODELS = new LeafModels();

    private static void add(String name, String members) {
        MODELS.addWhole(
                name,
                """
                @Functional class %s {
                    record Weights(Tensor w, Tensor b) {
                        static Weights of(double w) { return new Weights(p(w), p(0.5)); }
                        Tensor apply(Tensor x) { return x.mul(w).add(b).tanh(); }
                        Weights swap() { return new Weights(b, w); }
                    }
                    static Tensor p(double v) { return Tensor.parameter(Tensor.scalar(v)); }
                """
                                .formatted(name)
                        + members
                        + "}\n");
    }

    static {
        add(
                "MadeHere",
                """
                    private final Weights weights =
                            new Weights(Tensor.parameter(Tensor.scalar(2)), Tensor.parameter(Tensor.scalar(3)));
                    Tensor forward(Tensor x) { return weights.apply(x).mul(weights.swap().w()); }
                """);
        add(
                "MadeByFactory",
                """
                    private final Weights weights = Weights.of(2);
                    Tensor forward(Tensor x) { return weights.apply(x); }
                """);
        add(
                "Annotated",
                """
                    @Trainable private final Weights weights;
                    @Trainable private Weights none;
                    Annotated() { Tensor t = p(2); weights = new Weights(t, t); }
                    Tensor forward(Tensor x) { return none == null ? weights.apply(x) : x; }
                """);
        add(
                "Containers",
                """
                    private final List<Weights> list = new ArrayList<>();
                    private final Map<String, Weights> map = new TreeMap<>(Map.of("b", Weights.of(1)));
                    private final Weights[] array = {Weights.of(3), Weights.of(-1)};
                    private final Optional<Weights> maybe = Optional.of(Weights.of(0.3));
                    private final List<List<Weights>> lists = List.of(List.of(Weights.of(-2)), List.of());
                    Containers() { list.add(Weights.of(0.1)); list.add(Weights.of(0.2)); }
                    Tensor forward(Tensor x) {
                        for (Weights w : list) { x = w.apply(x); }
                        for (Weights w : array) { x = x.add(w.apply(x)); }
                        return lists.get(0).get(0).apply(maybe.get().apply(map.get("b").apply(x)));
                    }
                """);
        add(
                "Nested",
                """
                    record Cell(Weights in, Weights rec, Optional<Tensor> gain, List<Tensor> more,
                            Map<String, Weights> named, int n, String name, UnaryOperator<Tensor> act) {
                        Tensor step(Tensor x) { return act.apply(rec.apply(in.apply(x))).mul(n); }
                    }
                    @Trainable private final Cell cell =
                            new Cell(Weights.of(1), Weights.of(2), Optional.of(p(3)), List.of(p(4)),
                                    Map.of("a", Weights.of(5)), 2, "cell", Tensor::tanh);
                    Tensor forward(Tensor x) {
                        Tensor y = cell.step(x).mul(cell.gain().orElseThrow()).add(cell.more().get(0));
                        return cell.named().get("a").apply(y).mul(cell.name().length());
                    }
                """);
        add(
                "PrivateOnes",
                """
                    private record Gate(Tensor u, double scale) {
                        Tensor open(Tensor x) { return x.mul(u).tanh().mul(scale); }
                    }
                    private final Gate gate = new Gate(Tensor.parameter(Tensor.scalar(2)), 3);
                    private final List<Gate> gates = List.of(new Gate(p(1), 1), new Gate(p(2), 2));
                    private final Map<String, Gate[]> more = Map.of("a", new Gate[] {new Gate(p(3), 2)});
                    Tensor forward(Tensor x) {
                        for (Gate g : gates) { x = g.open(x); }
                        return gate.open(more.get("a")[0].open(x));
                    }
                """);
        add(
                "Statistics",
                """
                    record Stats(Tensor mean, Tensor count) {
                        Stats next(Tensor x) { return new Stats(mean.mul(0.9).add(x.mul(0.1)), count.add(1)); }
                    }
                    @Buffer private Stats stats = new Stats(Tensor.scalar(0), Tensor.scalar(1));
                    @Trainable private final Tensor w = Tensor.scalar(2);
                    Tensor forward(Tensor x) {
                        stats = stats.next(x);
                        return x.sub(stats.mean()).mul(w).mul(stats.count());
                    }
                """);
        add(
                "Mixed",
                """
                    record Masked(@Trainable Tensor w, @Buffer Tensor mask) {
                        Tensor apply(Tensor x) { return x.mul(w.mul(mask)); }
                    }
                    private final Masked masked = new Masked(Tensor.scalar(2), Tensor.scalar(3));
                    Tensor forward(Tensor x) { return masked.apply(x); }
                """);
        add(
                "PlainClass",
                """
                    static final class Affine {
                        private final Tensor w;
                        final Tensor b;
                        private final double scale;
                        Affine(double scale, Tensor b, Tensor w) { this.w = w; this.b = b; this.scale = scale; }
                        Tensor apply(Tensor x) { return x.mul(w).add(b).mul(scale); }
                    }
                    @Trainable private final List<Affine> all = List.of(new Affine(2, p(3), p(4)));
                    Tensor forward(Tensor x) { return all.get(0).apply(x); }
                """);
        add(
                "Constants",
                """
                    private final Weights norm = null;
                    record Norm(Tensor mean, Tensor std) { }
                    private final Norm constants = new Norm(Tensor.scalar(1), Tensor.scalar(2));
                    @Trainable private final Tensor w = Tensor.scalar(2);
                    Tensor forward(Tensor x) { return x.sub(constants.mean()).mul(constants.std()).mul(w); }
                """);
        MODELS.addWhole(
                "Outer.Inherits",
                """
                class Outer {
                    record Pair(Tensor a, Tensor b) { Tensor of(Tensor x) { return x.mul(a).add(b); } }
                    abstract static class WithPair {
                        @Trainable private final Pair pair = new Pair(Tensor.scalar(2), Tensor.scalar(3));
                        protected abstract Tensor act(Tensor x);
                        public Tensor forward(Tensor x) { return act(pair.of(x)); }
                    }
                    @Functional static class Inherits extends WithPair {
                        @Override protected Tensor act(Tensor x) { return x.tanh(); }
                    }
                }
                """);
        MODELS.addWhole(
                "NamesOfHandles",
                """
                @Functional class NamesOfHandles {
                    record W(Tensor a) { static Tensor twice(W w, Tensor x) { return x.mul(w.a).mul(2); } }
                    @Trainable private final W w = new W(Tensor.scalar(2));
                    Tensor forward(Tensor x) { return W.twice(w, x); }
                }
                """);
    }

    ValueTypesTest() {
        super(MODELS, List.of());
    }

    @Test
    void paramsAreTheRecordsThemselves() {
        assertThat(twin("MadeHere")).contains("record Params(MadeHere.Weights weights)");
        assertThat(twin("MadeHere")).contains("out.parameter(\"w\", value.w());");
        assertThat(twin("Mixed")).contains("in.buffer(value.mask())");
    }

    private static Complaint complaint(Message message, String excerpt, String name, String text) {
        return Complaint.of(message, excerpt, name, text.formatted(name));
    }

    static Stream<Complaint> complaints() {
        return Stream.of(
                complaint(
                        Message.PARAMETER_NOT_TENSOR,
                        "a record of Tensors",
                        "OfArrays",
                        """
                        record Part%1$s(Tensor[] ws) {}
                        @Functional class %1$s {
                            @Trainable private final Part%1$s p = null; // <<<
                            Tensor forward(Tensor x) { return x.mul(p.ws()[0]); }
                        }
                        """),
                complaint(
                        Message.PARAMETER_NOT_TENSOR,
                        "a record of Tensors",
                        "OfItself",
                        """
                        record Part%1$s(Tensor w, Part%1$s next) {}
                        @Functional class %1$s {
                            @Trainable private final Part%1$s p = null; // <<<
                            Tensor forward(Tensor x) { return x.mul(p.w()); }
                        }
                        """),
                complaint(
                        Message.PARAMETER_NOT_TENSOR,
                        "a record of Tensors",
                        "WithStaticTensor",
                        """
                        record Part%1$s(Tensor w) {
                            static final Tensor SHARED = Tensor.parameter(Tensor.scalar(1));
                            Tensor of(Tensor x) { return x.mul(w).mul(SHARED); }
                        }
                        @Functional class %1$s {
                            @Trainable private final Part%1$s p = null; // <<<
                            Tensor forward(Tensor x) { return p.of(x); }
                        }
                        """),
                complaint(
                        Message.STRAY_ANNOTATION,
                        "annotate the class",
                        "ModelWithoutAnnotation",
                        """
                        record %s(@Trainable Tensor w) { // <<<
                            Tensor forward(Tensor x) { return x.mul(w); }
                        }
                        """));
    }

    private static final String ODD =
            """
            @Functional class Odd {
                record OddConstructor(Tensor w) { OddConstructor { w = w.mul(2); } }
                record OddAccessor(Tensor w) { public Tensor w() { return w.mul(2); } }
                record Captures(Tensor w, UnaryOperator<Tensor> f) {}
                record OddNumber(Tensor w, double s) { OddNumber { s = s * 2; } }
                @Trainable OddConstructor constructor;
                @Trainable OddAccessor accessor;
                @Trainable Captures captures;
                @Trainable OddNumber number;
                private final Tensor t = Tensor.parameter(Tensor.scalar(2));
                static Odd make(int i) {
                    Odd odd = new Odd();
                    odd.constructor = i == 0 ? new OddConstructor(odd.t) : null;
                    odd.accessor = i == 1 ? new OddAccessor(odd.t) : null;
                    odd.captures = i == 2 ? new Captures(odd.t, x -> x.mul(odd.t)) : null;
                    odd.number = i == 3 ? new OddNumber(odd.t, 2) : null;
                    return odd;
                }
                Tensor forward(Tensor x) { return x.mul(t); }
            }
            """;

    private Compilation refused;

    @BeforeAll
    void compileRefused() {
        Stream<JavaFileObject> files = complaints().map(Complaint::file);
        refused =
                compile(
                        Stream.concat(files, Stream.of(LeafModels.LEAF))
                                .toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest
    @MethodSource("complaints")
    void refuses(Complaint complaint) {
        complaint.assertIn(refused);
    }

    @ParameterizedTest
    @CsvSource({
        "0, OddConstructor does not keep what",
        "1, OddAccessor does not keep what",
        "3, OddNumber does not keep what",
        "2, Captures: field f leads to a tensor that its twin could not replace",
    })
    void whatDoesNotKeepItsTensorsIsRefusedWhenItIsRead(int which, String excerpt)
            throws ReflectiveOperationException, IOException {
        Running odd = new Running(compile(source("Odd", ODD)));
        Method make = odd.loadClass("p.Odd").getDeclaredMethod("make", int.class);
        make.setAccessible(true);
        Object twin = odd.twinOf(make.invoke(null, which));
        Method params = twin.getClass().getMethod("params");
        params.setAccessible(true);
        var thrown = assertThrows(InvocationTargetException.class, () -> params.invoke(twin));
        assertThat(thrown).hasCauseThat().isInstanceOf(IllegalArgumentException.class);
        assertThat(thrown).hasCauseThat().hasMessageThat().contains(excerpt);
    }
}
