package org.higher.architectures;

import org.higher.annotations.Functional;
import org.higher.nn.LayerNorm;
import org.higher.nn.Linear;
import org.higher.nn.MultiHeadAttention;
import org.higher.tensor.Tensor;

/** A block of a transformer encoder: attention, then a small network, each with a shortcut. */
@Functional
final class Encoder {
    private final MultiHeadAttention attention;
    private final LayerNorm first;
    private final Linear wide;
    private final Linear narrow;
    private final LayerNorm second;

    Encoder(Draws draws) {
        attention =
                new MultiHeadAttention(
                        draws.linear(4, 4),
                        draws.linear(4, 4),
                        draws.linear(4, 4),
                        draws.linear(4, 4),
                        2);
        first = draws.layerNorm(4);
        wide = draws.linear(4, 8);
        narrow = draws.linear(8, 4);
        second = draws.layerNorm(4);
    }

    /** Maps [sequences, time, 4] to the same shape. */
    Tensor forward(Tensor x) {
        Tensor seen = first.forward(x.add(attention.forward(x)));
        return second.forward(seen.add(narrow.forward(wide.forward(seen).gelu())));
    }
}
