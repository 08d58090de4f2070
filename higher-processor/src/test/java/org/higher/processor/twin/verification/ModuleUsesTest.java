package org.higher.processor.twin.verification;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Copied code that treats a module as any object is an error where it does. */
class ModuleUsesTest {
    private static final List<JavaFileObject> OTHERS =
            List.of(
                    source(
                            "Leaf",
                            """
                            @Functional public class Leaf {
                                @Trainable Tensor w = Tensor.scalar(2);
                                public Tensor forward(Tensor x) { return x.mul(w); }
                            }
                            """),
                    source(
                            "Scale",
                            """
                            @Functional public record Scale(double k) {
                                public Tensor forward(Tensor x) { return x.mul(k); }
                            }
                            """),
                    source("Marked", "interface Marked { default int rank() { return 1; } }"),
                    source("Layer", "@Functional interface Layer { Tensor forward(Tensor x); }"),
                    source(
                            "Chain",
                            """
                            @Functional public class Chain
                                    implements UnaryOperator<Tensor>, Iterable<Leaf>,
                                            Comparable<Chain>, Marked {
                                final List<Leaf> parts = List.of(new Leaf());
                                @Override public Tensor apply(Tensor x) { return forward(x); }
                                @Override public Iterator<Leaf> iterator() { return parts.iterator(); }
                                @Override public int compareTo(Chain o) { return 0; }
                                public Tensor forward(Tensor x) {
                                    for (Leaf part : parts) { x = part.forward(x); }
                                    return x;
                                }
                            }
                            """),
                    source(
                            "Tools",
                            """
                            class Tools {
                                static double weight(Object o) { return o instanceof Leaf ? 3 : 1; }
                                static <T> double any(T o) { return o instanceof Leaf ? 3 : 1; }
                                static int count(Collection<?> all) { return all.size(); }
                                static final Predicate<Object> LEAF = o -> o instanceof Leaf;
                                static Predicate<Object> leaves() { return LEAF; }
                                Tools(Object o) {}
                            }
                            """));

    /** A model whose forward has one statement, which is the mistake. */
    private static Complaint complaint(
            Message message, String excerpt, String name, String statement) {
        return Complaint.of(
                message,
                excerpt,
                name,
                """
                @Functional public class %1$s {
                    final Leaf leaf = new Leaf();
                    final Leaf other = new Leaf();
                    final Scale a = new Scale(2);
                    final Scale b = new Scale(2);
                    final List<Leaf> parts = new ArrayList<>(List.of(new Leaf()));
                    final List<Scale> scales = List.of(new Scale(2));
                    final Map<String, Leaf> named = new TreeMap<>();
                    final Predicate<Object> isLeaf = o -> o instanceof Leaf;
                    final Chain chain = new Chain();
                    final List<Chain> chains = List.of(new Chain());
                    final List<Layer> layers = List.of();
                    final Map<String, Predicate<Object>> tests = Map.of("leaf", isLeaf);
                    private Predicate<Object> test() { return isLeaf; }
                    public Tensor forward(Tensor x) {
                        %2$s // <<<
                        return leaf.forward(a.forward(x));
                    }
                }
                """
                        .formatted(name, statement));
    }

    private static Complaint object(String excerpt, String name, String statement) {
        return complaint(Message.MODULE_OBJECT, excerpt, name, statement);
    }

    private static Complaint given(String excerpt, String name, String statement) {
        return complaint(Message.MODULE_LEAVES, excerpt + " knows only", name, statement);
    }

    static Stream<Complaint> complaints() {
        return Stream.of(
                given("Tools.weight", "Given", "x = x.mul(Tools.weight(leaf));"),
                given("Tools.any", "GivenAny", "x = x.mul(Tools.any(leaf));"),
                given("Tools.count", "GivenAll", "x = x.mul(Tools.count(parts));"),
                given("new Tools", "Wrapped", "x = new Tools(leaf) == null ? x : x.relu();"),
                given(
                        "Tools.weight",
                        "Referred",
                        "x = x.mul(parts.stream().mapToDouble(Tools::weight).sum());"),
                object("Objects.equals", "Equal", "if (Objects.equals(a, b)) { x = x.add(1); }"),
                object("equals(", "EqualSelf", "if (a.equals(b)) { x = x.add(1); }"),
                object("List.contains", "Contains", "if (scales.contains(a)) { x = x.add(1); }"),
                object("List.indexOf", "Index", "x = x.add(scales.indexOf(a));"),
                object(
                        "HashSet<p.Scale>",
                        "Hashed",
                        "if (new HashSet<>(List.of(a, b)).size() == 1) { x = x.add(1); }"),
                object("Set<p.Scale>", "SetOf", "x = x.add(Set.of(a).size());"),
                object(
                        "scales.stream().distinct",
                        "Distinct",
                        "x = x.add(scales.stream().distinct().count());"),
                object("Objects.hash", "Hash", "x = x.add(Objects.hash(leaf));"),
                object("String.valueOf", "Text", "x = x.add(String.valueOf(leaf).length());"),
                object("the text of a", "RecordText", "x = x.add((\"\" + a).length());"),
                object("the text of leaf", "Concat", "x = x.add((\"\" + leaf).length());"),
                object("parts.toString", "ListText", "x = x.add(parts.toString().length());"),
                object(
                        "Object::toString",
                        "Mapped",
                        "x = x.add(parts.stream().map(Object::toString).count());"),
                object(
                        "Class.isInstance",
                        "Wanted",
                        "Class<?> c = Leaf.class; if (c.isInstance(leaf)) { x = x.add(1); }"),
                object(
                        "Class.isInstance",
                        "WantedByReference",
                        "Class<?> c = Leaf.class;"
                                + " x = x.add(parts.stream().filter(c::isInstance).count());"),
                object(
                        "the class of parts",
                        "CastList",
                        "((ArrayList<Leaf>) parts).ensureCapacity(3);"),
                object(
                        "the class of named",
                        "CastMap",
                        "x = x.add(((TreeMap<String, Leaf>) named).firstKey().length());"),
                object(
                        "the class of parts",
                        "IsArrayList",
                        "if (parts instanceof ArrayList) { x = x.add(1); }"),
                object("o.getClass", "AnyClass", "for (Object o : parts) { o.getClass(); }"),
                object(
                        "the text of o",
                        "AnyText",
                        "Object o = leaf; x = x.add((\"\" + o).length());"),
                object(
                        "l.get(0).hashCode",
                        "AnyHash",
                        "List<Object> l = new ArrayList<>(); l.add(leaf); l.get(0).hashCode();"),
                object("isLeaf", "OwnFunction", "if (isLeaf.test(leaf)) { x = x.add(1); }"),
                object(
                        "isLeaf",
                        "OwnFunctionPassed",
                        "x = x.add(parts.stream().filter(isLeaf).count());"),
                object(
                        "Tools.LEAF",
                        "OtherFunction",
                        "x = x.add(parts.stream().filter(Tools.LEAF).count());"),
                object("chain as Function", "AsFunction", "x = Optional.of(x).map(chain).get();"),
                object(
                        "chain as UnaryOperator",
                        "AsVariable",
                        "UnaryOperator<Tensor> f = chain; x = f.apply(x);"),
                object(
                        "chain as Iterable",
                        "AsIterable",
                        "for (Leaf part : chain) { x = part.forward(x); }"),
                object("Chain.compareTo", "Greatest", "x = Collections.max(chains).forward(x);"),
                object("Chain.compareTo", "Sorted", "x = x.add(chains.stream().sorted().count());"),
                object(
                        "Chain.compareTo",
                        "SortedSet",
                        "Set<Chain> s = new TreeSet<>(chains); x = x.add(s.size());"),
                complaint(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field parts",
                        "Swaps",
                        "Collections.swap(parts, 0, 0);"),
                complaint(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field parts",
                        "Adds",
                        "parts.add(leaf);"),
                complaint(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field named",
                        "Puts",
                        "named.put(\"a\", leaf);"),
                complaint(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field parts",
                        "ByIterator",
                        "Iterator<Leaf> leaves = parts.iterator(); leaves.remove();"),
                complaint(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field named",
                        "SetsValue",
                        "named.entrySet().iterator().next().setValue(leaf);"),
                complaint(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field parts",
                        "ByReference",
                        "Consumer<Leaf> f = parts::add;"));
    }

    private static Compilation compilation;
    private static Compilation attributedFirst;

    @BeforeAll
    static void compileAll() {
        compilation = compileTogether(Compiling.compiler());
        attributedFirst = compileTogether(Compiling.withPolicy("simple"));
    }

    private static Compilation compileTogether(Compiler compiler) {
        return compiler.compile(
                Stream.concat(OTHERS.stream(), complaints().map(Complaint::file))
                        .toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("complaints")
    void isAnErrorAtItsLine(Complaint complaint) {
        complaint.assertIn(compilation);
        complaint.assertIn(attributedFirst);
    }

    @Test
    void whatMeansTheSameIsFine() {
        JavaFileObject fine =
                source(
                        "Fine",
                        """
                        @Functional public class Fine {
                            record Pair<A, B>(A first, B second) {}
                            final Leaf leaf = new Leaf();
                            final List<Leaf> parts = new ArrayList<>(List.of(new Leaf()));
                            final List<Object> names = List.of("a", 1);
                            final UnaryOperator<Tensor> act = Tensor::relu;
                            public Tensor forward(Tensor x) {
                                Object o = leaf;
                                double w = own(leaf) + own(x);
                                Object first = names.get(0);
                                w += first instanceof CharSequence c ? c.length() : 0;
                                w += o instanceof List || o instanceof Number ? 1 : 0;
                                if (parts.contains(leaf) || parts.indexOf(leaf) > 0) {
                                    w += 1;
                                }
                                if (names.contains("a") && Objects.nonNull(leaf) && o == leaf) {
                                    w += parts.stream().filter(Leaf.class::isInstance)
                                            .map(Leaf.class::cast).count();
                                    w += Leaf.class.isInstance(o) ? 1 : 2;
                                    w += Leaf.class.getSimpleName().length();
                                }
                                Pair<Leaf, Tensor> pair = new Pair<>(leaf, x);
                                Map<Leaf, Integer> counts = new HashMap<>();
                                counts.put(leaf, 1);
                                List<Leaf> all = new ArrayList<>(parts);
                                all.add(Objects.requireNonNull(leaf));
                                Collections.reverse(all);
                                for (Leaf l : all) { x = l.forward(x); }
                                all.sort(Comparator.comparing(l -> l.w.item()));
                                Predicate<Object> here = p -> p instanceof Leaf;
                                w += parts.stream().filter(here).count();
                                x = parts.stream().map(l -> l.forward(leaf.w)).map(act)
                                        .reduce(x, Tensor::add);
                                String text = "of " + all.size() + x;
                                return pair.first().forward(x).mul(w + text.length());
                            }
                            public String summary() { return "a net of " + parts; }
                            @Override public String toString() { return "" + leaf; }
                            private static double own(Object o) {
                                return o instanceof Leaf ? 3 : 1;
                            }
                        }
                        """);
        assertThat(
                        compile(
                                Stream.concat(OTHERS.stream(), Stream.of(fine))
                                        .toArray(JavaFileObject[]::new)))
                .succeededWithoutWarnings();
    }
}
