package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Complaint;
import org.junit.jupiter.api.Test;

/** Code that changes what a model is configured with, by whatever way; or a copy of it. */
class SharedConfigurationTest extends TwinRefusals {
    private static final String MEMBERS =
            """
                private static final System.Logger LOG = System.getLogger("a");
                private final int[] n = {1, 2};
                private final double[][] grid = {{1, 2}, {3}};
                private final List<double[]> rows = new ArrayList<>(List.of(new double[] {3, 1}));
                private final List<Double> list = new ArrayList<>(List.of(2.0, 1.0));
                private final Map<Integer, double[]> map = new TreeMap<>(Map.of(1, new double[] {2}));
                private final Map<String, Double> scales = new HashMap<>(Map.of("a", 2.0));
                private final Map<String, List<Double>> groups =
                        new HashMap<>(Map.of("a", new ArrayList<>(List.of(1.0))));
                private final java.util.concurrent.atomic.AtomicInteger count =
                        new java.util.concurrent.atomic.AtomicInteger();
                private final DoubleSummaryStatistics stats = new DoubleSummaryStatistics();
                private final BitSet bits = new BitSet();
                private final java.util.zip.CRC32 crc = new java.util.zip.CRC32();
                private final StringTokenizer words = new StringTokenizer("1 2 3 4 5 6 7 8 9");
                private final Calendar day = Calendar.getInstance();
                private final java.util.concurrent.Semaphore left = new java.util.concurrent.Semaphore(9);
                private final java.nio.FloatBuffer buffer = java.nio.FloatBuffer.allocate(2);
                private record Pair<A, B>(A a, B b) {}
                static class Settings {
                    double scale = 1;
                    int[] sizes = {1};
                    List<Double> seen = new ArrayList<>();
                    Settings inner;
                    double[] table;
                    Settings() { scale = 2; this.seen.add(1.0); }
                    double scale() { return scale; }
                    int[] sizes() { return sizes; }
                    void bump() { scale++; }
                    void bumpDeeper() { this.bump(); }
                    void resize() { sizes[0]++; }
                    void see(double d) { seen.add(d); }
                    double[] table() { if (table == null) { table = new double[] {1, 2}; } return table; }
                    Settings next() { return inner; }
                    static void reset(Settings s) { s.scale = 0; }
                    double doubled() { double twice = scale; twice *= 2; return twice; }
                }
                interface Meter { void add(double d); double sum(); }
                static class Total implements Meter {
                    private double sum;
                    public void add(double d) { sum += d; }
                    public double sum() { return sum; }
                }
                static class Window extends ArrayList<Double> {
                    private static final long serialVersionUID = 1;
                    void push(double d) { add(d); }
                    @Override public boolean add(Double d) { return super.add(d); }
                }
                private final Settings settings = new Settings();
                private final List<Settings> all = new ArrayList<>(List.of(new Settings()));
                private final Meter meter = new Total();
                private final Window window = new Window();
                private interface Rows { List<double[]> get(); }
                private List<double[]> rows() { return rows; }
                private static <T> T same(T t) { return t; }
            """;

    private static final List<JavaFileObject> OTHERS =
            List.of(
                    source(
                            "Grow",
                            """
                            class Grow {
                                static void grow(List<Double> l) { further(l); }
                                private static void further(List<Double> l) { l.add(1.0); }
                                static void fill(double[] a) { Arrays.fill(a, 0); }
                                static void inner(double[][] a) { fill(a[0]); }
                                static <T> void each(List<T> l, Consumer<T> c) { for (T t : l) { c.accept(t); } }
                                static double sum(double[] a) { double s = 0; for (double x : a) { s += x; } return s; }
                                static double[] halved(double[] a) {
                                    double[] b = a.clone();
                                    b[0] /= 2;
                                    return b;
                                }
                            }
                            """),
                    source(
                            "Sized",
                            """
                            @Functional class Sized {
                                final int[] sizes = {1};
                                int[] sizes() { return sizes; }
                                Tensor forward(Tensor x) { return x.mul(sizes[0]); }
                            }
                            """));

    private static final LeafModels MODELS = new LeafModels();

    private static void fine(String name, String statements) {
        MODELS.add(name, MEMBERS, statements);
    }

    static {
        fine(
                "CopiesDeeply",
                """
                double[][] a = new double[grid.length][];
                for (int i = 0; i < a.length; i++) { a[i] = grid[i].clone(); }
                a[0][0] = 7;
                double[][] b = Arrays.stream(grid).map(double[]::clone).toArray(double[][]::new);
                b[0][0]++;
                List<double[]> c = rows.stream().map(r -> r.clone()).collect(java.util.stream.Collectors.toList());
                c.get(0)[0]++;
                List<double[]> d = new ArrayList<>();
                for (double[] r : rows) { d.add(Arrays.copyOf(r, 2)); }
                rows.forEach(r -> d.add(r.clone()));
                d.get(0)[0] = 3;
                d.get(1)[0]++;
                y = y.mul(a[0][0]).mul(b[0][0]).mul(c.get(0)[0]).mul(d.get(0)[0]).mul(d.get(1)[0]);
                """);
        fine(
                "ObjectsOfItsOwn",
                """
                Settings s = new Settings();
                s.scale = 2;
                s.sizes[0]++;
                s.bump();
                s.resize();
                s.see(3);
                Settings.reset(s);
                Meter m = new Total();
                m.add(settings.scale());
                Window w = new Window();
                w.push(2);
                y = y.mul(s.scale).mul(s.sizes[0]).mul(settings.scale).mul(m.sum()).mul(w.size());
                y = y.mul(settings.table()[1]).mul(settings.sizes()[0]).mul(settings.doubled());
                """);
        fine(
                "ToldToItsOwn",
                """
                meter.add(2);
                settings.see(2);
                """);
        fine(
                "CopiesOnce",
                """
                List<Double> l = new ArrayList<>(list);
                l.add(1.0);
                Collections.sort(l);
                list.forEach(l::add);
                scales.forEach((k, v) -> l.add(v));
                int[] m = n.clone();
                m[0]++;
                System.arraycopy(n, 0, m, 0, 1);
                Map<String, Double> s = new HashMap<>(scales);
                s.entrySet().iterator().next().setValue(3.0);
                s.merge("a", 1.0, Double::sum);
                y = y.mul(l.size()).mul(m[0]).mul(s.get("a")).mul(Grow.halved(rows.get(0))[0]);
                """);
        fine(
                "GroupsAndMaps",
                """
                Map<Integer, List<double[]>> by =
                        rows.stream().collect(java.util.stream.Collectors.groupingBy(r -> r.length));
                by.get(2).add(new double[2]);
                List<double[]> made = rows.stream().map(r -> new double[] {r[0]}).collect(
                        java.util.stream.Collectors.toList());
                made.get(0)[0]++;
                List<double[]> all = rows.stream().collect(
                        ArrayList::new, (l, r) -> l.add(r), (l, o) -> l.addAll(o));
                all.remove(0);
                double[] sums = new double[2];
                rows.forEach(r -> sums[0] += r[0]);
                map.forEach((k, v) -> sums[1] += v[0] * k);
                Predicate<Double> p = v -> v > 1;
                p = p.and(v -> v < 9).or(v -> v > 20);
                y = y.mul(by.get(2).size()).mul(made.get(0)[0]).mul(all.size()).mul(sums[0] + sums[1]);
                y = y.mul(list.stream().filter(p).count());
                """);
        fine(
                "Logs",
                """
                list.add(1.0);
                if (list.size() > 10) { list.remove(0); }
                count.incrementAndGet();
                stats.accept(2.0);
                LOG.log(System.Logger.Level.TRACE, "last " + list + count);
                scales.merge("a", 1.0, Double::sum);
                System.out.print("");
                java.util.function.Consumer<Object> sink = o -> {};
                sink.accept(rows);
                """);
    }

    private static Complaint at(String name, String field, String statement) {
        return LeafModels.writing(
                name,
                field,
                MEMBERS + "    private final Sized sized = new Sized();",
                statement + " // <<<",
                """
                y.mul(n[0]).mul(grid[0][0]).mul(rows.get(0)[0]).mul(list.get(0))
                        .mul(map.get(1)[0]).mul(scales.get("a")).mul(groups.get("a").size())
                        .mul(count.get()).mul(stats.getMax()).mul(bits.cardinality())
                        .mul(buffer.get(0)).mul(rows.size()).mul(list.size())
                        .mul(settings.scale()).mul(meter.sum()).mul(window.size())
                """);
    }

    @Override
    Stream<Complaint> complaints() {
        return Stream.of(
                at("FieldOfAnother", "settings", "settings.scale++;"),
                at("FieldOfAnotherSet", "settings", "settings.scale = 2;"),
                at("ArrayOfAnother", "settings", "settings.sizes[0]++;"),
                at("ArrayOfGetter", "settings", "settings.sizes()[0]++;"),
                at("MethodOfAnother", "settings", "settings.bump();"),
                at("DeeperMethod", "settings", "settings.bumpDeeper();"),
                at("MethodOnArray", "settings", "settings.resize();"),
                at("MethodOnList", "settings", "settings.see(2);"),
                at("ListOfAnother", "settings", "settings.seen.clear();"),
                at("FieldOfField", "settings", "settings.inner.scale = 1;"),
                at("ResultOfAnother", "settings", "settings.next().bump();"),
                at("StaticOfAnother", "settings", "Settings.reset(settings);"),
                at("InEach", "all", "all.forEach(Settings::bump);"),
                at("InLambda", "all", "for (Settings s : all) { s.bump(); }"),
                at("BoundReference", "settings", "Runnable r = settings::bump; r.run();"),
                at("ByInterface", "meter", "meter.add(1);"),
                at("OwnList", "window", "window.add(1.0);"),
                at("OwnListPushed", "window", "window.push(1.0);"),
                at("FieldOfAlias", "settings", "Settings s = settings; s.scale *= 2;"),
                at("Lambda", "rows", "rows.forEach(r -> r[0] += 1);"),
                at("LambdaOfTwo", "map", "map.forEach((k, v) -> v[0]++);"),
                at("StreamLambda", "rows", "rows.stream().forEach(r -> r[0] = 1);"),
                at("StreamOfRows", "grid", "Arrays.stream(grid).forEach(r -> r[0]--);"),
                at(
                        "MapsToItself",
                        "n",
                        "java.util.stream.Stream.of(0).map(i -> n).toList().get(0)[0]++;"),
                at("MapsToRow", "rows", "rows.stream().map(r -> r).toList().get(0)[0]++;"),
                at(
                        "MapsByReference",
                        "map",
                        "java.util.stream.Stream.of(1).map(map::get).toList().get(0)[0]++;"),
                at("FirstOfStream", "rows", "rows.stream().findFirst().get()[0] = 2;"),
                at("Entry", "scales", "for (var e : scales.entrySet()) e.setValue(1.0);"),
                at(
                        "EntryOfCopy",
                        "scales",
                        "for (var e : new ArrayList<>(scales.entrySet())) e.setValue(1.0);"),
                at("EntryValue", "map", "for (var e : map.entrySet()) e.getValue()[0] = 1;"),
                at("InCopy", "rows", "new ArrayList<>(rows).get(0)[0] += 1;"),
                at("InClone", "grid", "grid.clone()[0][0] = 2;"),
                at(
                        "InAdded",
                        "rows",
                        "List<double[]> l = new ArrayList<>(); l.addAll(rows); l.get(0)[0]++;"),
                at(
                        "InStored",
                        "rows",
                        "List<double[]> l = new ArrayList<>(); rows.forEach(l::add); l.get(0)[0]++;"),
                at("InOptional", "n", "Optional.of(n).get()[0]++;"),
                at("MapsOptional", "grid", "Optional.of(0).map(i -> grid[i]).get()[0]++;"),
                at("Required", "n", "Objects.requireNonNull(n)[0] = 4;"),
                at(
                        "Switched",
                        "n",
                        "int[] m = switch (n.length) { case 9 -> new int[1]; default -> n; }; m[0]++;"),
                at("Supplied", "n", "Supplier<int[]> s = () -> n; s.get()[0]++;"),
                at("SuppliedByOwn", "rows", "Rows r = () -> rows; r.get().get(0)[0]++;"),
                at("SuppliedByMethod", "rows", "Rows r = this::rows; r.get().clear();"),
                at("Consumed", "n", "Consumer<int[]> c = m -> m[0]++; c.accept(n);"),
                at(
                        "ConsumedByOther",
                        "n",
                        "Consumer<int[]> c = m -> m[0]++; Consumer<int[]> d = c; d.accept(n);"),
                at(
                        "ConsumedByReference",
                        "list",
                        "Consumer<List<Double>> c = List::clear; c.accept(list);"),
                at("Pattern", "n", "Object o = n; if (o instanceof int[] m) { m[0]++; }"),
                at("Cast", "n", "Object o = n; ((int[]) o)[0]++;"),
                at("Boxed", "n", "Object[] o = {n}; ((int[]) o[0])[0]++;"),
                at("Paired", "rows", "var p = new Pair<>(rows, 1); p.a().get(0)[0]++;"),
                at("Generic", "n", "same(n)[0]++;"),
                at("Element", "grid", "double[] r = grid[1]; r[0] *= 2;"),
                at("Parenthesized", "grid", "double[] r = grid[1]; ((r)[0])++;"),
                at("Values", "groups", "groups.values().iterator().next().add(2.0);"),
                at("Nested", "groups", "groups.get(\"a\").set(0, 2.0);"),
                at("NestedLambda", "groups", "groups.forEach((k, v) -> v.replaceAll(d -> d + 1));"),
                at("Iterated", "list", "var i = list.listIterator(); i.next(); i.set(4.0);"),
                at("Sublist", "list", "list.subList(0, 1).clear();"),
                at("Sorts", "list", "list.sort(null);"),
                at("SortsInOther", "list", "Collections.sort(list);"),
                at("Removes", "list", "list.removeIf(v -> v > 1);"),
                at(
                        "FillsIn",
                        "groups",
                        "groups.computeIfAbsent(\"b\", k -> new ArrayList<>()).add(1.0);"),
                at("SetsByReflection", "n", "java.lang.reflect.Array.setInt(n, 0, 3);"),
                at("Counts", "count", "var c = count; c.incrementAndGet();"),
                at("Updates", "count", "IntSupplier s = count::incrementAndGet; s.getAsInt();"),
                at("Accepts", "stats", "stats.accept(2.0);"),
                at("AcceptsByReference", "stats", "list.forEach(stats::accept);"),
                at("Flips", "bits", "var b = bits; b.flip(0);"),
                at("Sums", "crc", "crc.update(1); y = y.mul(crc.getValue());"),
                at("Splits", "words", "y = y.mul(words.nextToken().length());"),
                at("Rolls", "day", "day.add(Calendar.DATE, 1); y = y.mul(day.get(Calendar.DATE));"),
                at("Acquires", "left", "if (left.tryAcquire()) { y = y.mul(2); }"),
                at("Puts", "buffer", "var b = buffer.duplicate(); b.put(0, 1f);"),
                at("PutsInWrapped", "n", "java.nio.IntBuffer.wrap(n).put(0, 3);"),
                at("InHelper", "list", "Grow.grow(list);"),
                at("FillInHelper", "rows", "Grow.fill(rows.get(0));"),
                at("ElementOfElement", "grid", "Grow.inner(grid);"),
                at("LambdaInHelper", "rows", "Grow.each(rows, r -> r[0]++);"),
                at("OfOther", "sizes", "sized.sizes[0]++;"),
                at("ResultOfOther", "sizes", "sized.sizes()[0]++;"));
    }

    SharedConfigurationTest() {
        super(MODELS, OTHERS);
    }

    @Test
    void aMethodThatForwardDoesNotNeedIsLeftOut() {
        String methods =
                """
                    double bump(double v) { int[] m = n; m[0]++; return v; }
                    double record(double v) { list.add(v); return v; }
                    double each(double v) { rows.forEach(r -> r[0] += v); return v; }
                    double helped(double v) { add(list, v); return v; }
                    private static void add(List<Double> l, double v) { l.add(v); }
                    double grown(double v) { Grow.grow(list); return v; }
                    double read(double v) { double[] s = new double[n.length]; s[0] = v; return s[0] + list.get(0); }
                    Tensor forward(Tensor x) { return leaf.forward(x).mul(list.size()).mul(n[0]).mul(rows.size()); }
                """;
        LeafModels models = new LeafModels();
        models.add("Trains", MEMBERS + methods);
        List<JavaFileObject> files = new ArrayList<>(models.files());
        files.addAll(OTHERS);
        Compilation compilation = Compiling.compile(files.toArray(JavaFileObject[]::new));
        String twin = Compiling.generated(compilation, "p.FunctionalTrains");
        for (String name : List.of("bump", "record", "each", "helped")) {
            assertThat(twin).doesNotContain("double " + name + "(");
        }
        assertThat(twin).contains("double read(");
    }
}
