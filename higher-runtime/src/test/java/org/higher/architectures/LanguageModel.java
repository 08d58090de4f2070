package org.higher.architectures;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.nn.Embedding;
import org.higher.nn.Lstm;
import org.higher.nn.LstmCell;
import org.higher.nn.RecurrentOptions;
import org.higher.tensor.Tensor;

/** An LSTM whose embedding of the words is also what scores the next one. */
@Functional
final class LanguageModel {
    @Trainable private final Tensor words;
    private final Embedding embedding;
    private final Lstm lstm;

    LanguageModel(Draws draws) {
        words = draws.weight(5, 3);
        embedding = new Embedding(words, OptionalInt.empty());
        LstmCell cell =
                new LstmCell(
                        draws.weight(12, 3),
                        draws.weight(12, 3),
                        Optional.of(draws.weight(12)),
                        Optional.of(draws.weight(12)));
        lstm = new Lstm(List.of(cell), RecurrentOptions.DEFAULT);
    }

    /** Scores of all words, [time, 5], after each word of a text. */
    Tensor forward(int[] text) {
        int time = text.length;
        Tensor read = embedding.forward(text).reshape(time, 1, 3);
        Tensor hidden = lstm.forward(read).outputs().reshape(time, 3);
        return hidden.mmulTransposed(words);
    }
}
