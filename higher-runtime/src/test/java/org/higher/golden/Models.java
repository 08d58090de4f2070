package org.higher.golden;

import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.nn.BatchNorm;
import org.higher.nn.Gru;
import org.higher.nn.Layer;
import org.higher.nn.Linear;
import org.higher.nn.Lstm;
import org.higher.nn.Rnn;
import org.higher.tensor.Tensor;

/** The models of golden files that are no sequence of layers. */
final class Models {
    private Models() {}

    /** One layer used twice. */
    @Functional
    static final class Shared implements Layer {
        private final Linear p;
        private final Linear q;
        private final Linear out;
        private final Layer activation;

        Shared(Linear p, Linear q, Linear out, Layer activation) {
            this.p = p;
            this.q = q;
            this.out = out;
            this.activation = activation;
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor once = activation.forward(p.forward(x));
            Tensor between = activation.forward(q.forward(once));
            return out.forward(activation.forward(p.forward(between)));
        }
    }

    /** Batch norm in the middle; its buffers go by the reference's name for it. */
    @Functional
    static final class Normalized implements Layer {
        private final Layer before;
        private final BatchNorm bn;
        private final Layer after;

        Normalized(Layer before, BatchNorm bn, Layer after) {
            this.before = before;
            this.bn = bn;
            this.after = after;
        }

        @Override
        public Tensor forward(Tensor x) {
            return after.forward(bn.forward(before.forward(x)));
        }
    }

    /** The last output of a plain recurrent network. */
    @Functional
    record LastOfRnn(Rnn rnn, Linear out) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            return out.forward(rnn.forward(x).outputs().get(x.size(0) - 1));
        }
    }

    /** The last output of a long short-term memory. */
    @Functional
    record LastOfLstm(Lstm lstm, Linear out) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            return out.forward(lstm.forward(x).outputs().get(x.size(0) - 1));
        }
    }

    /** The last output of a gated recurrent unit. */
    @Functional
    record LastOfGru(Gru gru, Linear out) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            return out.forward(gru.forward(x).outputs().get(x.size(0) - 1));
        }
    }

    /** A parameter that no output depends on. */
    @Functional
    static final class PartiallyUsed implements Layer {
        @Trainable private final Tensor a;
        @Trainable private final Tensor b;

        PartiallyUsed(Tensor a, Tensor b) {
            this.a = a;
            this.b = b;
        }

        @Override
        public Tensor forward(Tensor x) {
            return x.mmul(a);
        }
    }
}
