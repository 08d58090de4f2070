package org.higher.processor.twin;

import java.util.List;
import java.util.stream.Stream;
import org.higher.processor.Complaint;

/**
 * Objects that a model is configured with, which change by ways that are hard to see, or which are
 * seen by other ways than the field.
 */
class SharedObjectsTest extends TwinRefusals {
    private static final String MEMBERS =
            """
                static class Settings {
                    double scale = 1;
                    void bump() { scale++; }
                    void fall() { scale--; }
                }
                static class Meter {
                    double sum;
                    void add(double d) { sum += d; }
                    void tell(double[] to) { to[0] = sum++; }
                    void tell(List<Double> to) { to.add(sum++); }
                    void tell(DoubleConsumer to) { to.accept(sum++); }
                }
                static class Seen {
                    final Meter meter;
                    Seen(Meter meter) { this.meter = meter; }
                }
                static class Ring<T> {
                    private final List<T> all = new ArrayList<>();
                    void push(T t) { all.add(t); }
                    int size() { return all.size(); }
                }
                static class Tables {
                    double[] first, second, third, fourth;
                    Double seen;
                    Map<Integer, Double> roots = new HashMap<>();
                    double[] first() { if (first == null) { first = new double[] {1, 2}; } return first; }
                    double[] second() { if (second != null) return second; second = first.clone(); return second; }
                    double[] third() { return third == null ? third = new double[] {3} : third; }
                    double root(int i) { return roots.computeIfAbsent(i, k -> Math.sqrt(k)); }
                    double seen(double d) { if (seen == null) { seen = d; } return seen; }
                    double grown() { if (fourth == null) { fourth = new double[1]; fourth[0] += 1; } return fourth[0]; }
                    double counted() { if (seen == null) { seen = 1.0; } else { seen = seen + 1; } return seen; }
                }
                interface Adds { void add(double d); double sum(); }
                static class Total extends Sum implements Adds {}
                static class Sum {
                    double sum;
                    public void add(double d) { sum += d; }
                    public double sum() { return sum; }
                }
                interface Steps {
                    double[] at();
                    default double next() { return at()[0]++; }
                }
                record Schedule(double[] at) implements Steps {
                    double rate() { return at[0] * 2; }
                    double[] moved() { double[] a = at.clone(); a[0]++; return a; }
                }
                static class Outer {
                    double scale = 1;
                    final Inner inner = new Inner();
                    class Inner {
                        void bump() { scale++; }
                        void bumpDeeper() { Outer.this.scale++; }
                        double read() { return scale; }
                    }
                    Inner another() { return new Inner(); }
                }
                enum Clock {
                    A;
                    int n;
                    int next() { return ++n; }
                }
                enum Kind { SMALL(1), LARGE(2); final double by; Kind(double by) { this.by = by; } }
                static class Rows implements Iterable<Double> {
                    double begun = 1;
                    @Override public Iterator<Double> iterator() { begun++; return List.of(begun).iterator(); }
                }
                static class Lease implements AutoCloseable {
                    final Settings of;
                    Lease(Settings of) { this.of = of; }
                    @Override public void close() { of.scale++; }
                }
                private final Settings settings = new Settings();
                private final Ring<Double> ring = new Ring<>();
                private final Tables tables = new Tables();
                private final Adds total = new Total();
                private final Steps steps = new Schedule(new double[] {1});
                private final Schedule schedule = new Schedule(new double[] {1});
                private final Outer outer = new Outer();
                private final Clock clock = Clock.A;
                private final Kind kind = Kind.LARGE;
                private final Rows rows = new Rows();
            """;

    private static final LeafModels MODELS = new LeafModels();

    private static void fine(String name, String members, String statements) {
        MODELS.add(name, MEMBERS + members, statements);
    }

    static {
        fine(
                "Meters",
                """
                private final Meter mean;
                private final Map<String, Double> sums = new TreeMap<>(Comparator.naturalOrder());
                private final List<double[]> last = Collections.synchronizedList(new ArrayList<>());
                { sums.put("a", 0.0); }
                Meters() { mean = new Meter(); mean.add(1); }
                double mean() { return mean.sum; }
                List<double[]> last() { return Collections.unmodifiableList(last); }
                """,
                """
                double[] a = {x.item()};
                mean.add(a[0] * 2);
                last.add(a);
                sums.merge("a", 1.0, (s, t) -> s + t);
                """);
        fine(
                "Filled",
                "",
                """
                y = y.mul(tables.first()[1]).mul(tables.second()[0]).mul(tables.third()[0]);
                y = y.mul(tables.root(3));
                """);
        fine(
                "Reads",
                "",
                """
                Outer own = new Outer();
                own.inner.bump();
                own.another().bumpDeeper();
                Ring<Double> r = new Ring<>();
                r.push(2.0);
                y = y.mul(outer.inner.read()).mul(own.scale).mul(r.size()).mul(ring.size() + 1);
                y = y.mul(schedule.rate()).mul(schedule.moved()[0]).mul(schedule.at()[0]).mul(kind.by);
                List<Consumer<Settings>> changes = List.of(s -> s.scale++, Settings::bump);
                Settings mine = new Settings();
                changes.forEach(c -> c.accept(mine));
                y = y.mul(mine.scale).mul(settings.scale);
                """);
    }

    private static Complaint told(String name, String members, String statement) {
        return at(name, "meter", members, statement);
    }

    private static Complaint at(String name, String field, String statement) {
        return at(name, field, "", statement);
    }

    private static Complaint at(String name, String field, String members, String statement) {
        return LeafModels.writing(
                name,
                field,
                MEMBERS + members,
                statement + " // <<<",
                "y.mul(settings.scale).mul(outer.scale).mul(schedule.at()[0])");
    }

    @Override
    Stream<Complaint> complaints() {
        String own = "private final Meter meter = new Meter();";
        String list = "private final List<Double> meter = new ArrayList<>();";
        return Stream.of(
                told("Open", "final Meter meter = new Meter();", "meter.add(1);"),
                told(
                        "Alias",
                        own + " private final Meter view = meter;",
                        "meter.add(1); y = y.mul(view.sum);"),
                told(
                        "View",
                        list
                                + " private final List<Double> view = Collections.unmodifiableList(meter);",
                        "meter.add(1.0); y = y.mul(view.size());"),
                told(
                        "GivenAway",
                        own + " private final Seen seen = new Seen(meter);",
                        "meter.add(1); y = y.mul(seen.meter.sum);"),
                told(
                        "GivenAwayLater",
                        own
                                + " private final Seen seen; GivenAwayLater() { seen = new Seen(meter); }",
                        "meter.add(1); y = y.mul(seen.meter.sum);"),
                told(
                        "PartGivenAway",
                        "private final Ring<Double> meter = new Ring<>();"
                                + " private final List<Double> view = meter.all;",
                        "meter.push(1.0); y = y.mul(view.size());"),
                told(
                        "Given",
                        "private final Meter meter; private final Meter view;"
                                + " Given(Meter a, Meter b) { meter = a; view = b; }",
                        "meter.add(1); y = y.mul(view.sum);"),
                told("ToArray", own, "double[] a = {1}; meter.tell(a); y = y.mul(a[0]);"),
                told(
                        "ToList",
                        own,
                        "List<Double> a = new ArrayList<>(); meter.tell(a); y = y.mul(a.get(0));"),
                told(
                        "ToFunction",
                        own,
                        "double[] a = {1}; meter.tell(d -> a[0] = d); y = y.mul(a[0]);"),
                told(
                        "InUpdate",
                        "private final java.util.concurrent.atomic.AtomicInteger meter ="
                                + " new java.util.concurrent.atomic.AtomicInteger();",
                        "int[] a = {1}; meter.updateAndGet(i -> { a[0] = i; return i + 1; });"
                                + " y = y.mul(a[0]);"),
                at("FilledByData", "tables", "y = y.mul(tables.seen(x.item()));"),
                at("FilledAndChanged", "tables", "y = y.mul(tables.grown());"),
                at("FilledOrChanged", "tables", "y = y.mul(tables.counted());"),
                at("GenericOfOwn", "ring", "ring.push(1.0); y = y.mul(ring.size());"),
                at("ImplementedAbove", "total", "total.add(1); y = y.mul(total.sum());"),
                at("ImplicitAccessor", "steps", "y = y.mul(steps.next());"),
                at("InnerField", "outer", "outer.inner.bump();"),
                at("InnerDeeper", "outer", "outer.inner.bumpDeeper();"),
                at("InnerMade", "outer", "outer.another().bump();"),
                at("InnerMadeBy", "outer", "outer.new Inner().bump();"),
                at("OfEnum", "clock", "y = y.mul(clock.next());"),
                at("Loop", "rows", "for (double d : rows) { y = y.mul(d); }"),
                at("Closed", "settings", "try (Lease l = new Lease(settings)) { y = y.mul(2); }"),
                at(
                        "Chosen",
                        "settings",
                        "Runnable r = x.item() > 0 ? settings::bump : settings::fall; r.run();"),
                at("CastFunction", "settings", "((Runnable) settings::bump).run();"),
                at("InArray", "settings", "Runnable[] r = {settings::bump}; r[0].run();"),
                at(
                        "Switched",
                        "settings",
                        "Consumer<Settings> c = switch (x.rank()) { case 9 -> s -> {};"
                                + " default -> s -> s.scale++; }; c.accept(settings);"),
                at(
                        "InList",
                        "settings",
                        "List<Consumer<Settings>> l = List.of(s -> s.scale++); l.get(0).accept(settings);"),
                at(
                        "InMap",
                        "settings",
                        "Map<String, Consumer<Settings>> m = new HashMap<>();"
                                + " m.put(\"a\", s -> s.bump()); m.get(\"a\").accept(settings);"),
                at(
                        "InLoop",
                        "settings",
                        "List<Consumer<Settings>> l = List.of(Settings::bump); var m = l;"
                                + " for (var c : m) { c.accept(settings); }"));
    }

    SharedObjectsTest() {
        super(MODELS, List.of());
    }
}
