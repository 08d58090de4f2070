package models;

import java.util.List;
import java.util.Map;
import org.higher.annotations.Trainable;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/** A learned optimizer: networks propose the direction, tensors scale it. */
public record Learned(
        @Trainable double lr,
        @Trainable Tensor rates,
        @Trainable Linear net,
        @Trainable List<Layer> more,
        @Trainable Map<String, Tensor> gains,
        boolean clipped)
        implements UpdateRule<Learned.State> {
    public record State(Tensor direction) {}

    @Override
    public State init(Tensor p) {
        return new State(net.forward(p.zerosLike()));
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State s) {
        Linear first = net(); // a twin, over whatever parameters are in force
        Tensor direction = through(first, g).mul(gains.get("own")).add(s.direction());
        for (Layer layer : more) {
            direction = layer.forward(direction);
        }
        if (clipped) {
            direction = direction.tanh();
        }
        return new Step<>(p.sub(direction.mul(rates).mul(lr)), new State(direction));
    }

    static Tensor through(Linear layer, Tensor x) {
        return layer.forward(x);
    }
}
