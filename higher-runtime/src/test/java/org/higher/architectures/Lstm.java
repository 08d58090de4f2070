package org.higher.architectures;

import java.util.List;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Long short-term memory whose gates, and whose state, are records of tensors. */
@Functional
class Lstm {
    record Gate(Tensor w, Tensor u, Tensor b) {
        static Gate of(Draws draws, int inputs, int hidden) {
            return new Gate(
                    draws.weight(inputs, hidden),
                    draws.weight(hidden, hidden),
                    draws.weight(hidden));
        }

        Tensor at(Tensor x, Tensor h) {
            return x.mmul(w).add(h.mmul(u)).add(b);
        }
    }

    private record State(Tensor h, Tensor c) {}

    @Trainable private final List<Gate> gates;
    @Trainable private final Gate candidate;
    private final Linear out;

    Lstm(Draws draws) {
        gates = List.of(Gate.of(draws, 3, 4), Gate.of(draws, 3, 4), Gate.of(draws, 3, 4));
        candidate = Gate.of(draws, 3, 4);
        out = draws.linear(4, 2);
    }

    /** The last output of a sequence, given by its steps of three features. */
    Tensor forward(Tensor[] steps) {
        Tensor zeros = Tensor.zeros(steps[0].dtype(), steps[0].shape()[0], 4).to(steps[0].device());
        State state = new State(zeros, zeros);
        for (Tensor x : steps) {
            state = next(state, x);
        }
        return out.forward(state.h());
    }

    private State next(State state, Tensor x) {
        Tensor forget = gates.get(0).at(x, state.h()).sigmoid();
        Tensor input = gates.get(1).at(x, state.h()).sigmoid();
        Tensor output = gates.get(2).at(x, state.h()).sigmoid();
        Tensor c = forget.mul(state.c()).add(input.mul(candidate.at(x, state.h()).tanh()));
        return new State(output.mul(c.tanh()), c);
    }
}
