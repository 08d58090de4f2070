package org.higher.io.weights;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.nn.Embedding;
import org.higher.nn.Gelu;
import org.higher.nn.Gru;
import org.higher.nn.GruCell;
import org.higher.nn.Layer;
import org.higher.nn.LayerNorm;
import org.higher.nn.Linear;
import org.higher.nn.Lstm;
import org.higher.nn.LstmCell;
import org.higher.nn.MultiHeadAttention;
import org.higher.nn.RecurrentOptions;
import org.higher.nn.Rnn;
import org.higher.nn.RnnCell;
import org.higher.nn.Sequential;
import org.higher.tensor.Tensor;

/** Counterparts of the models of {@code make_fixtures.py}, and others. */
final class Models {
    private Models() {}

    @Functional
    static final class LstmTagger {
        private final Lstm rnn =
                new Lstm(3, 3, RecurrentOptions.DEFAULT.withLayers(2).withBidirectional(true));
        private final Linear head = new Linear(6, 2);

        Map<String, Tensor> run(Tensor x) {
            Lstm.Output out = rnn.forward(x);
            return Map.of(
                    "y", head.forward(out.outputs()),
                    "h", out.state().hidden(),
                    "c", out.state().cell());
        }
    }

    @Functional
    static final class GruTagger {
        private final Gru rnn =
                new Gru(2, 3, RecurrentOptions.DEFAULT.withLayers(2).withBatchFirst(true));
        private final Linear head = new Linear(3, 2);

        Map<String, Tensor> run(Tensor x) {
            Rnn.Output out = rnn.forward(x);
            return Map.of("y", head.forward(out.outputs()), "h", out.state());
        }
    }

    @Functional
    static final class RnnTagger {
        private final Rnn rnn =
                new Rnn(2, 3, RecurrentOptions.DEFAULT.withBias(false).withBidirectional(true));
        private final Linear head = new Linear(6, 2);

        Map<String, Tensor> run(Tensor x) {
            Rnn.Output out = rnn.forward(x);
            return Map.of("y", head.forward(out.outputs()), "h", out.state());
        }
    }

    @Functional
    static final class Cells {
        private final LstmCell lstm = new LstmCell(2, 3);
        private final GruCell gru = new GruCell(2, 3);
        private final RnnCell rnn = new RnnCell(2, 3);

        Map<String, Tensor> run(Tensor x) {
            Lstm.State state = lstm.forward(x, lstm.forward(x));
            return Map.of(
                    "h", state.hidden(),
                    "c", state.cell(),
                    "g", gru.forward(x, gru.forward(x)),
                    "r", rnn.forward(x, rnn.forward(x)));
        }
    }

    /** PyTorch's TransformerEncoderLayer, without dropout. */
    @Functional
    static final class Block {
        private final MultiHeadAttention selfAttn = new MultiHeadAttention(8, 2);
        private final Linear linear1 = new Linear(8, 12);
        private final Linear linear2 = new Linear(12, 8);
        private final LayerNorm norm1 = new LayerNorm(8);
        private final LayerNorm norm2 = new LayerNorm(8);
        private final Gelu gelu = new Gelu();

        Tensor forward(Tensor x) {
            Tensor seen = norm1.forward(x.add(selfAttn.forward(x)));
            Tensor inner = gelu.forward(linear1.forward(seen));
            return norm2.forward(seen.add(linear2.forward(inner)));
        }
    }

    @Functional
    static final class Language {
        private final Embedding embed = new Embedding(7, 8);
        private final Block block = new Block();

        Tensor forward(int[][] tokens) {
            return block.forward(embed.forward(tokens));
        }
    }

    /** Layers in every kind of container, and one layer in two places. */
    @Functional
    static final class Nested {
        private final List<Layer> blocks;
        private final Map<String, Linear> heads;
        private final Optional<Sequential> skip;
        private final Linear[] array;
        private final Sequential again;
        @Trainable private final Tensor scale = Tensor.parameter(Tensor.ones(2));

        Nested(Sequential shared) {
            blocks = List.of(new Sequential(shared, new Linear(2, 2)), new Linear(2, 2));
            heads = Map.of("mainHead", new Linear(2, 1));
            skip = Optional.of(new Sequential(new Gelu(), new Linear(2, 2)));
            array = new Linear[] {new Linear(2, 2)};
            again = shared;
        }

        Tensor forward(Tensor x) {
            Tensor y = x;
            for (Layer block : blocks) {
                y = block.forward(y);
            }
            y = again.forward(y).add(skip.orElseThrow().forward(x));
            for (Linear head : heads.values()) {
                y = head.forward(array[0].forward(y).mul(scale));
            }
            return y;
        }
    }

    /** An embedding that is the last layer, too. */
    @Functional
    static final class Tied {
        private final Embedding embed;
        private final Linear out;

        Tied() {
            Tensor weight = Tensor.parameter(Tensor.ones(3, 2));
            embed = new Embedding(weight, OptionalInt.empty());
            out = new Linear(weight, Optional.empty());
        }

        Tensor forward(int... tokens) {
            return out.forward(embed.forward(tokens));
        }
    }

    /** Two fields of which one is as PyTorch would write the other. */
    @Functional
    static final class Alike {
        private final Linear inner1;
        private final Linear innerOne;
        private final Linear inner_one;

        Alike() {
            inner1 = new Linear(1, 1);
            innerOne = new Linear(1, 1);
            inner_one = new Linear(1, 1);
        }

        Tensor forward(Tensor x) {
            return inner_one.forward(innerOne.forward(inner1.forward(x)));
        }
    }

    /** As two frozen layers and one that is learned. */
    @Functional
    static final class Frozen {
        @Trainable private final Tensor scale;

        Frozen(Tensor scale) {
            this.scale = scale;
        }

        Tensor forward(Tensor x) {
            return x.mul(scale);
        }
    }
}
