package models;
import org.higher.annotations.Trainable;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;
import java.util.*;
public class Names implements UpdateRule<Names.Key> {
    public record Key(Tensor state, Hyper hyper) {}
    public record Hyper(List<Map<String, Tensor>> x, Optional<List<Tensor>> name, int f) {}
    enum Bound { A, B }
    @Trainable private float rule = 0.5f;
    @Trainable double hyper = 1, LR = 2;
    @Trainable protected double state, f, KEYS;
    private final Bound settings = Bound.A;
    private static int counter;
    private static final String DOLLAR = "$L";
    public Key init(Tensor p) { return new Key(p, new Hyper(List.of(), Optional.empty(), 0)); }
    private double init(double x, int k) { return x * k; } private int init(int k) { return k; }
    @SuppressWarnings("unused") private static double sum(double... xs) { double t = 0; for (double x : xs) t += x; return t; }
    /** Costs $5, {@code $T}. */
    private double fact(int n, final double start) { return n <= 1 ? start : n * fact(n - 1, start); }
    public Step<Key> update(final Tensor p, Tensor g, Key s) {
        double acc = 0;
        for (double x = rule; x > 0.01; x /= 2) { acc += x; }
        double[] table = {1, 2};
        for (double d : table) acc += d * hyper;
        double nested = (float) (settings == Bound.A ? LR : settings == Bound.B ? 1 : state);
        switch (settings) { case A: acc += f; break; default: acc -= KEYS; }
        String t = """
            $L of %s
            """ + DOLLAR + LR;
        acc += init(nested, init(2)) + fact(3, rule) + sum(1, 2);
        acc = acc > 3 ? (acc = 3 * acc) : -acc;
        Object o = acc > 1 ? "big" + acc : 'c';
        final double last;
        if (t.isEmpty()) { last = acc; } else { last = 1; }
        Runnable r = () -> { double z = last; System.out.println(z); };
        r.run();
        while (acc < 100) acc = acc * 2 + 1;
        do { acc--; } while (acc > 5);
        label: for (int i = 0, j = 1; i < 3; i++, j *= 2) { if (i == 1) continue label; acc += j * last; }
        return new Step<>(p.sub(g.mul(acc + o.hashCode() % 2)), new Key(g, s.hyper()));
    }
}
