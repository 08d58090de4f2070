package org.higher.processor.twin;

import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Copied code that changes a container of layers or parameters, by whatever way; or a copy of it.
 */
class ContainerChangesTest extends TwinRefusals {
    private static final String MEMBERS =
            """
                private final LinkedList<Leaf> layers =
                        new LinkedList<>(List.of(new Leaf(), new Leaf()));
                private final ArrayList<ArrayList<Leaf>> blocks =
                        new ArrayList<>(List.of(new ArrayList<>(List.of(new Leaf(), new Leaf()))));
                private final TreeMap<String, Leaf> named = new TreeMap<>(Map.of("a", new Leaf()));
                @Trainable private final Tensor[] ws = {Tensor.scalar(3), Tensor.scalar(4)};
                @Trainable private final Tensor[][] rows = {{Tensor.scalar(5), Tensor.scalar(6)}};
                @Buffer private final ArrayList<Tensor> seen = new ArrayList<>(List.of(Tensor.scalar(1)));
            """;

    private static final String HELPERS =
            """
                private record Pair<A, B>(A a, B b) {}
                private static final class Holder {
                    private List<Leaf> held;
                    Holder with(List<Leaf> l) { held = l; return this; }
                    void turn() { held.add(held.remove(0)); }
                }
                private LinkedList<Leaf> own() { return layers; }
                private static Tensor[] same(Tensor[] a) { return a; }
                private static void turn(List<Leaf> l) { l.add(l.remove(0)); /*TURN*/ }
                private static void turnAt(List<Leaf> l, int n) { if (n > 0) { turnAt(l, n - 1); } else { turn(l); } }
                private static void halve(Tensor... a) { a[0] = a[0].mul(0.5); /*HALVE*/ }
                private static Tensor run(List<Leaf> l, Tensor x) {
                    List<Tensor> outs = new ArrayList<>();
                    for (Leaf k : l) { outs.add(k.forward(x)); }
                    Collections.reverse(outs);
                    return outs.remove(0).add(outs.get(0));
                }
                static void init(List<Leaf> l) { l.add(new Leaf()); }
            """;

    private static final List<JavaFileObject> OTHERS =
            List.of(
                    source(
                            "Arrayed",
                            """
                            class Arrayed {
                                static void halve(Tensor[] a) { half(a, 0); }
                                private static void half(Tensor[] a, int i) { a[i] = a[i].mul(0.5); }
                                static Tensor sum(Tensor... a) {
                                    Tensor[] sums = a.clone();
                                    sums[0] = sums[0].add(sums[1]);
                                    return sums[0];
                                }
                            }
                            """),
                    source(
                            "Template",
                            """
                            abstract class Template {
                                final LinkedList<Leaf> layers = new LinkedList<>(List.of(new Leaf(), new Leaf()));
                                abstract void prepare(Deque<Leaf> all);
                                Tensor forward(Tensor x) { prepare(layers); return layers.getFirst().forward(x); }
                            }
                            """),
                    source(
                            "Block",
                            """
                            @Functional class Block {
                                final LinkedList<Leaf> inner = new LinkedList<>(List.of(new Leaf(), new Leaf()));
                                LinkedList<Leaf> inner() { return inner; }
                                List<Tensor> all(Tensor x) {
                                    List<Tensor> outs = new ArrayList<>();
                                    for (Leaf l : inner) { outs.add(l.forward(x)); }
                                    return outs;
                                }
                                Tensor forward(Tensor x) { return inner.getFirst().forward(x); }
                            }
                            """));

    private static final LeafModels MODELS = new LeafModels();

    static {
        fine(
                "ChangesCopies",
                """
                List<Leaf> copy = new ArrayList<>(layers);
                turn(copy);
                Leaf[] array = layers.toArray(new Leaf[0]);
                array[0] = array[1];
                Tensor[] twice = Arrays.copyOf(ws, 2);
                halve(twice);
                Tensor[] clone = ws.clone();
                clone[1] = clone[0];
                List<List<Leaf>> outer = new ArrayList<>(blocks);
                outer.remove(0);
                List<Leaf> inner = new ArrayList<>(blocks.get(0));
                inner.remove(0);
                List<List<Leaf>> both = Arrays.asList(layers, blocks.get(0));
                Collections.reverse(both);
                x = run(copy, x).add(array[0].forward(x)).add(twice[0]).add(clone[1]).add(inner.size());
                """);
        fine(
                "ReadsOnly",
                """
                x = run(layers, x).add(Arrayed.sum(ws)).add(run(Collections.unmodifiableList(layers), x));
                Integer[] order = {0, 1};
                Arrays.sort(order, Comparator.comparing(i -> -ws[i].item()));
                Map<String, Tensor> memo = new HashMap<>();
                named.forEach((k, l) -> memo.computeIfAbsent(k, n -> l.forward(ws[0])));
                x = x.mul(ws[order[0]]).add(memo.get("a"));
                """);
        fine(
                "OfOthers",
                """
                List<Tensor> outs = block.all(x);
                Tensor last = outs.remove(outs.size() - 1);
                seen.set(0, seen.get(0).mul(1));
                x = last.add(outs.get(0)).add(seen.get(0));
                """);
    }

    private static void fine(String name, String statements) {
        MODELS.add(
                name,
                "private final Block block = new Block();\n"
                        + MEMBERS
                        + HELPERS
                        + "{ init(layers); turn(layers); halve(ws); }\n"
                        + "void grow() { layers.add(new Leaf()); turn(layers); }\n"
                        + "Tensor forward(Tensor x) {\n"
                        + statements
                        + "return leaf.forward(x); }\n");
    }

    private static Complaint at(String name, String field, String statement) {
        return complaint(name, field, HELPERS, statement + " // <<<");
    }

    /** A change in a helper, which stands there. */
    private static Complaint inHelper(String mark, String name, String field, String statement) {
        return complaint(name, field, HELPERS.replace("/*" + mark + "*/ }", "} // <<<"), statement);
    }

    private static Complaint complaint(
            String name, String field, String helpers, String statement) {
        return Complaint.of(
                Message.FORWARD_WRITES_FIELD,
                "forward must not write field " + field + ":",
                name,
                """
                @Functional class %s {
                private final Block block = new Block();
                %s%s
                    Tensor forward(Tensor x) {
                        %s
                        return layers.getFirst().forward(x).mul(ws[0]);
                    }
                }
                """
                        .formatted(name, MEMBERS, helpers, statement));
    }

    @Override
    Stream<Complaint> complaints() {
        return Stream.of(
                inHelper("TURN", "GivesAway", "layers", "turn(layers);"),
                inHelper("TURN", "GivesFurther", "layers", "turnAt(layers, 3);"),
                inHelper("TURN", "GivesView", "layers", "turn(layers.subList(0, 2));"),
                inHelper("TURN", "GivesInner", "blocks", "turn(blocks.get(0));"),
                inHelper("TURN", "GivesOwn", "layers", "turn(own());"),
                inHelper(
                        "TURN",
                        "GivesByReference",
                        "layers",
                        "java.util.stream.Stream.of(layers).forEach(GivesByReference::turn);"),
                inHelper("HALVE", "GivesArray", "ws", "halve(ws);"),
                inHelper("HALVE", "GivesRow", "rows", "for (Tensor[] row : rows) { halve(row); }"),
                at("GivesToOther", "ws", "Arrayed.halve(ws);"),
                at(
                        "ByPattern",
                        "layers",
                        "Object o = layers; if (o instanceof List<?> l) { l.remove(0); }"),
                at("ByLocalArray", "ws", "Tensor[] a = ws; a[0] = ws[1];"),
                at("ByResult", "ws", "same(ws)[0] = ws[1];"),
                at("InClonedArray", "rows", "rows.clone()[0][0] = ws[1];"),
                at("SetsAll", "ws", "Arrays.setAll(ws, i -> ws[i].mul(0.5));"),
                at("Fills", "ws", "Arrays.fill(ws, x);"),
                at("SortsArray", "ws", "Arrays.sort(ws, Comparator.comparing(Tensor::item));"),
                at("Prefixes", "ws", "Arrays.parallelPrefix(ws, Tensor::add);"),
                at("CopiesOnto", "ws", "System.arraycopy(ws, 1, ws, 0, 1);"),
                at("ToArray", "ws", "List.of(x, x).toArray(ws);"),
                at("ByReflection", "ws", "java.lang.reflect.Array.set(ws, 0, x);"),
                at("ViewOfArray", "ws", "Collections.swap(Arrays.asList(ws), 0, 1);"),
                at("ReplacesInView", "ws", "Arrays.asList(ws).replaceAll(w -> w.mul(0.5));"),
                at(
                        "Either",
                        "layers",
                        "List<Leaf> l = x == null ? new ArrayList<>() : layers; l.add(l.remove(0));"),
                at(
                        "BySwitch",
                        "layers",
                        "var l = switch (ws.length) { case 0 -> new LinkedList<Leaf>(); default -> layers; }; l.add(l.remove(0));"),
                at(
                        "ByRecord",
                        "layers",
                        "var p = new Pair<>(layers, x); p.a().add(p.a().remove(0));"),
                at(
                        "ByCollector",
                        "layers",
                        "java.util.stream.Stream.of(layers.getLast()).collect(java.util.stream.Collectors.toCollection(() -> layers));"),
                at("InsideList", "layers", "List.of(layers).get(0).addLast(layers.getFirst());"),
                at(
                        "InsideMap",
                        "layers",
                        "var m = new HashMap<Integer, List<Leaf>>(); m.put(1, layers); m.get(1).remove(0);"),
                at(
                        "InsideOptional",
                        "layers",
                        "Optional.of(layers).ifPresent(l -> l.add(l.remove(0)));"),
                at(
                        "BySupplier",
                        "layers",
                        "Supplier<List<Leaf>> s = () -> layers; s.get().remove(0);"),
                at(
                        "ByFunction",
                        "layers",
                        "Consumer<List<Leaf>> c = l -> l.remove(0); c.accept(layers);"),
                at(
                        "ByListIterator",
                        "layers",
                        "ListIterator<Leaf> i = layers.listIterator(); i.set(i.next());"),
                at(
                        "ByEntry",
                        "named",
                        "for (var e : new ArrayList<>(named.entrySet())) { e.setValue(layers.get(0)); }"),
                at("OfModule", "inner", "block.inner().add(block.inner().remove(0));"),
                at("FieldOfModule", "inner", "block.inner.add(block.inner.remove(0));"),
                complaint(
                        "ByHolder",
                        "layers",
                        HELPERS.replace(
                                "held.add(held.remove(0)); }",
                                "held.add(held.remove(0)); } // <<<"),
                        "new Holder().with(layers).turn();"),
                Complaint.of(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field layers:",
                        "OfTemplate",
                        """
                        @Functional class OfTemplate extends Template {
                            @Override void prepare(Deque<Leaf> all) { all.addLast(all.removeFirst()); } // <<<
                        }
                        """));
    }

    ContainerChangesTest() {
        super(MODELS, OTHERS);
    }

    /** A method that is not compiled here could do anything. */
    @ParameterizedTest
    @MethodSource("unseen")
    void refusesWhatIsNotSeen(Complaint complaint) {
        complaint.assertIn(compile(LeafModels.LEAF, complaint.file()));
    }

    static Stream<Complaint> unseen() {
        return Stream.of(
                Complaint.of(
                        Message.FORWARD_WRITES_FIELD,
                        "Assertions.assertNotNull may change it, which cannot be seen here: give it a copy",
                        "Unseen",
                        """
                        @Functional class Unseen {
                            @Trainable private final Tensor[] ws = {Tensor.scalar(3)};
                            Tensor forward(Tensor x) {
                                org.junit.jupiter.api.Assertions.assertNotNull(ws); // <<<
                                org.junit.jupiter.api.Assertions.assertNotNull(ws.clone());
                                return x.mul(ws[0]);
                            }
                        }
                        """));
    }
}
