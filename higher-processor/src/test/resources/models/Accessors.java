package models;
import org.higher.annotations.Trainable;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;
public interface Accessors {
    record Stateless() {}
    record Rule(@Trainable double lr, @Trainable double eps) implements UpdateRule<Stateless> {
        public Rule { if (lr < 0) throw new IllegalArgumentException("lr " + lr); }
        public double lr() { return lr * 1; }
        public Rule withLr(double x) { return new Rule(x, eps); }
        @Override public Stateless init(Tensor p) { return new Stateless(); }
        @Override public Step<Stateless> update(Tensor p, Tensor g, Stateless s) {
            double lr = lr() + eps();
            double max = Math.max(Math.min(lr, 1), Math.max(0.1, eps));
            assert lr > 0;
            return new Step<>(p.sub(g.mul(max).mul(lr)), s);
        }
    }
}
