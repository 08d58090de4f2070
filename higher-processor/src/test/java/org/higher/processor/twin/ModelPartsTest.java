package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records and classes that hold layers, and have no annotation, are parts of the models. */
class ModelPartsTest extends TwinAgreement {
    private static final LeafModels MODELS = new LeafModels();

    private static void add(String name, String members) {
        MODELS.addWhole(name, "@Functional class %s {\n%s}\n".formatted(name, members));
    }

    static {
        add(
                "OfRecord",
                """
                    record Block(Leaf in, Leaf out, double scale) {
                        Tensor run(Tensor x) { return out.forward(in.forward(x).tanh()).mul(scale); }
                    }
                    private final Block block = new Block(new Leaf(), new Leaf(), 3);
                    Tensor forward(Tensor x) { return block.run(x).add(block.in().forward(x)); }
                """);
        add(
                "OfClass",
                """
                    static final class Head {
                        private final Leaf leaf;
                        private final double scale;
                        Head(Leaf l, double s) { leaf = l; scale = s; }
                        Tensor apply(Tensor x) { return leaf.forward(x).mul(scale); }
                    }
                    private final Head head = new Head(new Leaf(), 3);
                    Tensor forward(Tensor x) { return head.apply(x); }
                """);
        add(
                "WithoutMethods",
                """
                    record Pair(Leaf a, Leaf b) {}
                    private final Pair pair = new Pair(new Leaf(), new Leaf());
                    Tensor forward(Tensor x) { return run(pair, x).add(again(pair, x)); }
                    private Tensor run(Pair p, Tensor x) { return p.b().forward(p.a().forward(x)); }
                    private static Tensor again(Pair p, Tensor x) { Pair q = p; return q.a().forward(x); }
                """);
        add(
                "InContainers",
                """
                    record Block(Leaf leaf) {
                        static Block make() { return new Block(new Leaf()); }
                        Tensor run(Tensor x) { return leaf.forward(x).tanh(); }
                    }
                    private final List<Block> list = new ArrayList<>();
                    private final Map<String, Block> map = new TreeMap<>(Map.of("b", Block.make()));
                    private final Block[] array = {Block.make(), Block.make()};
                    private final Optional<Block> maybe = Optional.of(Block.make());
                    private final List<List<Block>> lists = List.of(List.of(Block.make()), List.of());
                    InContainers() { list.add(Block.make()); list.add(Block.make()); }
                    Tensor forward(Tensor x) {
                        for (Block b : list) { x = b.run(x); }
                        for (Block b : array) { x = x.add(b.leaf().forward(x)); }
                        x = list.stream().map(Block::leaf).map(l -> l.forward(Tensor.scalar(1))).reduce(x, Tensor::add);
                        return lists.get(0).get(0).run(maybe.map(b -> b.leaf()).get().forward(map.get("b").run(x)));
                    }
                """);
        add(
                "InEachOther",
                """
                    record Att(Leaf q, Leaf k) { Tensor run(Tensor x) { return q.forward(x).mul(k.forward(x)); } }
                    record Ffn(List<Leaf> layers, UnaryOperator<Tensor> act) {
                        Ffn { layers = List.copyOf(layers); }
                        Tensor run(Tensor x) { for (Leaf l : layers) { x = act.apply(l.forward(x)); } return x; }
                    }
                    record Layer(Att att, Ffn ffn, Optional<Leaf> last, int n, Layer next) {
                        Tensor run(Tensor x) {
                            Tensor y = ffn.run(att.run(x)).mul(n);
                            Tensor z = last.isPresent() ? last.get().forward(y) : y;
                            return next == null ? z : next.run(z);
                        }
                    }
                    private static Layer layer(boolean b, Layer next) {
                        return new Layer(new Att(new Leaf(), new Leaf()), new Ffn(List.of(new Leaf(), new Leaf()), Tensor::tanh),
                                b ? Optional.of(new Leaf()) : Optional.empty(), 2, next);
                    }
                    private final Layer layers = layer(true, layer(false, null));
                    Tensor forward(Tensor x) { return layers.run(x); }
                """);
        add(
                "Tied",
                """
                    record Enc(Leaf leaf) { Tensor run(Tensor x) { return leaf.forward(x).tanh(); } }
                    record Dec(Leaf leaf, Leaf own) { Tensor run(Tensor x) { return own.forward(leaf.forward(x)); } }
                    private final Enc enc;
                    private final Dec dec;
                    Tied() { Leaf t = new Leaf(); enc = new Enc(t); dec = new Dec(t, new Leaf()); }
                    Tensor forward(Tensor x) { return enc.leaf() == dec.leaf() ? dec.run(enc.run(x)) : x; }
                """);
        add(
                "WithTensors",
                """
                    record Affine(Tensor w, Tensor b) { Tensor of(Tensor x) { return x.mul(w).add(b); } }
                    record Block(Leaf leaf, Affine affine, Tensor gain, @Buffer Tensor mask, @Trainable List<Tensor> more) {
                        Tensor run(Tensor x) { return affine.of(leaf.forward(x)).mul(gain).mul(mask).mul(more.get(0)); }
                    }
                    private static Tensor p(double v) { return Tensor.parameter(Tensor.scalar(v)); }
                    private final Block block =
                            new Block(new Leaf(), new Affine(Tensor.parameter(Tensor.scalar(3)), p(2)),
                                    Tensor.parameter(Tensor.scalar(0.5)), Tensor.scalar(2), List.of(p(3)));
                    Tensor forward(Tensor x) { return block.run(x); }
                """);
        add(
                "PrivateOnes",
                """
                    private enum Act { TANH, NONE }
                    private record Pair(Leaf a, Leaf b, Act act) {
                        private static final double SCALE = Math.sqrt(4);
                        static final double OTHER = Math.sqrt(9);
                        Pair(Leaf a) { this(a, new Leaf(), Act.TANH); }
                        static Pair make() { return new Pair(new Leaf()); }
                        static double twice(double d) { return 2 * d; }
                        Tensor run(Tensor x) {
                            Tensor y = a.forward(b.forward(x)).mul(SCALE).mul(OTHER);
                            return act == Act.TANH ? y.tanh() : y;
                        }
                    }
                    private static final class Deep {
                        private final Pair pair;
                        private final List<Pair> more;
                        private Deep(Pair p) { pair = p; more = List.of(p, Pair.make()); }
                        private Tensor inner(Tensor x) { return pair.run(x); }
                        Tensor run(Tensor x) { Tensor y = inner(x); for (Pair q : more) { y = q.run(y); } return y; }
                        Pair first() { return pair; }
                    }
                    private final List<Pair> pairs = List.of(Pair.make(), Pair.make());
                    private final Map<String, Deep> map = Map.of("a", new Deep(Pair.make()));
                    private final Pair[] array = {Pair.make()};
                    private final Optional<Deep> maybe = Optional.of(new Deep(pairs.get(0)));
                    Tensor forward(Tensor x) {
                        for (Pair p : pairs) { x = p.run(x); }
                        x = array[0].a().forward(map.get("a").run(x));
                        Pair first = maybe.get().first();
                        return maybe.get().run(x).add(first.b().forward(x)).mul(Pair.twice(Pair.OTHER));
                    }
                """);
        add(
                "OfSealedInterface",
                """
                    sealed interface Step permits One, Two, None {
                        Tensor run(Tensor x);
                    }
                    record One(Leaf leaf) implements Step { public Tensor run(Tensor x) { return leaf.forward(x); } }
                    record Two(Step in, List<Step> more) implements Step {
                        public Tensor run(Tensor x) { for (Step s : more) { x = s.run(x); } return in.run(x); }
                    }
                    record None() implements Step { public Tensor run(Tensor x) { return x.tanh(); } }
                    private final Step step = new Two(new One(new Leaf()), List.of(new None(), new One(new Leaf())));
                    Tensor forward(Tensor x) { return step instanceof Two t ? t.in().run(t.run(x)) : step.run(x); }
                """);
        add(
                "OfPrivateSealedInterface",
                """
                    private sealed interface Step permits One, Two {}
                    private record One(Leaf leaf) implements Step {}
                    private record Two(Leaf a, Leaf b) implements Step {}
                    private final List<Step> steps = List.of(new One(new Leaf()), new Two(new Leaf(), new Leaf()));
                    Tensor forward(Tensor x) {
                        for (Step s : steps) {
                            if (s instanceof One one) {
                                x = one.leaf().forward(x);
                            } else if (s instanceof Two two) {
                                x = two.a().forward(two.b().forward(x));
                            }
                        }
                        return x;
                    }
                """);
        add(
                "Generic",
                """
                    record Named<T>(Leaf leaf, T name) { T name(int i) { return name; } }
                    private final Named<String> named = new Named<>(new Leaf(), "abc");
                    Tensor forward(Tensor x) { return named.leaf().forward(x).mul(named.name(1).length()); }
                """);
        add(
                "AsFunction",
                """
                    record Block(Leaf leaf) implements UnaryOperator<Tensor> {
                        @Override public Tensor apply(Tensor x) { return leaf.forward(x); }
                        Block with(Leaf other) { return new Block(other); }
                        @Override public String toString() { return "block"; }
                    }
                    private final Block block = new Block(new Leaf());
                    Tensor forward(Tensor x) { UnaryOperator<Tensor> f = block::apply; return f.apply(x); }
                """);
        MODELS.addWhole(
                "Bases.Inherits",
                """
                class Bases {
                    abstract static class WithPart {
                        record Block(Leaf leaf) { Tensor run(Tensor x) { return leaf.forward(x); } }
                        protected final Block block = new Block(new Leaf());
                    }
                    abstract static class Above {
                        final Leaf leaf;
                        Above(Leaf leaf) { this.leaf = leaf; }
                        Tensor run(Tensor x) { return act(leaf.forward(x)); }
                        abstract Tensor act(Tensor x);
                    }
                    static final class Below extends Above {
                        Below() { super(new Leaf()); }
                        @Override Tensor act(Tensor x) { return x.tanh(); }
                    }
                    @Functional static class Inherits extends WithPart {
                        private final Below below = new Below();
                        Tensor forward(Tensor x) { return block.run(below.run(x)); }
                    }
                }
                """);
        MODELS.addWhole(
                "Two.Mentions",
                """
                class Two {
                    @Functional static class Holder {
                        record Part(Leaf leaf) {}
                        final Part part = new Part(new Leaf());
                        Tensor forward(Tensor x) { return part.leaf().forward(x); }
                        Part part() { return part; }
                    }
                    @Functional static class Mentions {
                        private final Holder holder = new Holder();
                        Tensor forward(Tensor x) { Holder.Part p = holder.part(); return p.leaf().forward(x); }
                    }
                }
                """);
    }

    ModelPartsTest() {
        super(MODELS, List.of());
    }

    @Test
    void paramsHaveThoseOfTheParts() {
        assertThat(twin("OfRecord"))
                .contains("record Params(FunctionalOfRecordBlock.Params block)");
    }

    private static Complaint complaint(Message message, String excerpt, String name, String text) {
        return Complaint.of(message, excerpt, name, text.formatted(name));
    }

    static Stream<Complaint> complaints() {
        return Stream.of(
                complaint(
                        Message.UNANNOTATED_TENSOR,
                        "Tensor field w",
                        "WithConstant",
                        """
                        @Functional class %s {
                            record Block(
                                    Leaf leaf,
                                    Tensor w) {} // <<<
                            private final Block block = new Block(new Leaf(), Tensor.scalar(1));
                            Tensor forward(Tensor x) { return block.leaf().forward(x); }
                        }
                        """),
                complaint(
                        Message.UNANNOTATED_MODULE,
                        "make Block static",
                        "OfInner",
                        """
                        @Functional class %s {
                            class Block { final Leaf leaf = new Leaf(); }
                            private final Block block = new Block(); // <<<
                            Tensor forward(Tensor x) { return block.leaf.forward(x); }
                        }
                        """),
                complaint(
                        Message.PRIVATE_MEMBER,
                        "leaf is private",
                        "ByField",
                        """
                        @Functional class %s {
                            static final class Block { private final Leaf leaf = new Leaf(); }
                            private final Block block = new Block();
                            Tensor forward(Tensor x) {
                                return block.leaf.forward(x); // <<<
                            }
                        }
                        """),
                complaint(
                        Message.UNSUPPORTED_CONTAINER,
                        "field f is",
                        "OfFunction",
                        """
                        @Functional class %s {
                            record Block(Leaf leaf) {}
                            private final Block block = new Block(new Leaf());
                            private final Function<Block, Tensor> f = b -> b.leaf().forward(Tensor.scalar(1)); // <<<
                            Tensor forward(Tensor x) { return f.apply(block); }
                        }
                        """),
                complaint(
                        Message.FORWARD_CREATES_MODULE,
                        "Block",
                        "MadeOnTheWay",
                        """
                        @Functional class %s {
                            record Block(Leaf leaf) {}
                            private final Block block = new Block(new Leaf());
                            Tensor forward(Tensor x) {
                                return new Block(block.leaf()).leaf().forward(x); // <<<
                            }
                        }
                        """));
    }

    static Stream<Complaint> lateComplaints() {
        return Stream.of(
                complaint(
                        Message.MODULE_OBJECT,
                        "block as Function",
                        "AsAnother",
                        """
                        @Functional class %s {
                            record Block(Leaf leaf) implements Function<Tensor, Tensor> {
                                @Override public Tensor apply(Tensor x) { return leaf.forward(x); }
                            }
                            private final Block block = new Block(new Leaf());
                            Tensor forward(Tensor x) {
                                Function<Tensor, Tensor> f = block; // <<<
                                return f.apply(x);
                            }
                        }
                        """),
                complaint(
                        Message.MODULE_OBJECT,
                        "equals",
                        "Compared",
                        """
                        @Functional class %s {
                            record Block(Leaf leaf) {}
                            private final Block block = new Block(new Leaf());
                            private final Block other = block;
                            Tensor forward(Tensor x) {
                                return block.equals(other) ? x : block.leaf().forward(x); // <<<
                            }
                        }
                        """),
                complaint(
                        Message.MODULE_LEAVES,
                        "Other.any",
                        "Given",
                        """
                        @Functional class %1$s {
                            record Block(Leaf leaf) {}
                            private final Block block = new Block(new Leaf());
                            Tensor forward(Tensor x) {
                                return Other.any(block, x); // <<<
                            }
                            static class Other {
                                static Tensor any(Object o, Tensor x) { return ((Block) o).leaf().forward(x); }
                            }
                        }
                        """),
                complaint(
                        Message.NOT_COPIED,
                        "act() is not copied",
                        "OtherEnum",
                        """
                        @Functional class %s {
                            private enum Act { TANH, NONE }
                            record Block(Leaf leaf, Act act) {}
                            private final Block block = new Block(new Leaf(), Act.TANH);
                            Tensor forward(Tensor x) {
                                return block.act() == Act.TANH ? x : block.leaf().forward(x); // <<<
                            }
                        }
                        """),
                complaint(
                        Message.HIDES_PARAMETERS,
                        "One",
                        "OpenInterface",
                        """
                        @Functional class %1$s {
                            sealed interface Step permits One, Two { Tensor run(Tensor x); }
                            record One(Leaf leaf) implements Step {
                                @Override public Tensor run(Tensor x) { return leaf.forward(x); }
                            }
                            static non-sealed class Two implements Step {
                                @Override public Tensor run(Tensor x) { return x; }
                            }
                            private final Step step = new One(new Leaf()); // <<<
                            Tensor forward(Tensor x) { return step.run(x); }
                        }
                        """));
    }

    private Compilation refused;
    private Compilation refusedLate;

    @BeforeAll
    void compileRefused() {
        refused = compileAll(complaints());
        refusedLate = compileAll(lateComplaints());
    }

    private static Compilation compileAll(Stream<Complaint> complaints) {
        Stream<JavaFileObject> files = complaints.map(Complaint::file);
        return compile(
                Stream.concat(files, Stream.of(LeafModels.LEAF)).toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest
    @MethodSource("complaints")
    void refuses(Complaint complaint) {
        complaint.assertIn(refused);
    }

    @ParameterizedTest
    @MethodSource("lateComplaints")
    void refusesOnceTypesAreKnown(Complaint complaint) {
        complaint.assertIn(refusedLate);
    }

    @Test
    void aTwinOfAnEarlierBuildIsUsed(@TempDir Path classes) throws IOException {
        JavaFileObject part = source("Part", "record Part(Leaf leaf) {}\n");
        JavaFileObject net =
                source(
                        "Net",
                        """
                        @Functional class Net {
                            private final Part part = new Part(new Leaf());
                            Tensor forward(Tensor x) { Part p = part; return p.leaf().forward(x); }
                        }
                        """);
        Compilation together = compile(LeafModels.LEAF, part, net);
        assertThat(together).succeededWithoutWarnings();
        Compiling.writeClasses(together, classes);
        List<File> path = new ArrayList<>(Compiling.classPathFiles());
        path.add(classes.toFile());
        Compilation alone = Compiling.compiler().withClasspath(path).compile(net);
        assertThat(alone).succeededWithoutWarnings();
        assertThat(alone.generatedSourceFiles().stream().map(JavaFileObject::getName))
                .containsExactly("/SOURCE_OUTPUT/p/FunctionalNet.java");
        assertThat(Compiling.generated(alone, "p.FunctionalNet"))
                .isEqualTo(Compiling.generated(together, "p.FunctionalNet"));
    }
}
