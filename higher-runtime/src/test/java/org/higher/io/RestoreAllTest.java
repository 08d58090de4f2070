package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several parts of a file are put into place, or none. */
class RestoreAllTest {
    @TempDir Path folder;
    private Checkpoint saved;

    private final Tensor weight = Tensor.parameter(Tensor.of(new float[] {1, 2}, 2));
    private final Tensor offset = Tensor.zeros(2);
    private final FunctionalModelsScale net =
            FunctionalModelsScale.of(new Models.Scale(weight, offset));
    private final Optimizer<Adam> adam = Optimizer.of(List.of(weight), new Adam(0.1));
    private final Tensor lr = Tensor.parameter(Tensor.scalar(0.5));
    private final Overrides<Sgd> learned = Overrides.of(DifferentiableSgd.LR, lr);

    private List<String> before = List.of();

    @BeforeEach
    void save() throws IOException {
        step();
        Path file = folder.resolve("run.zip");
        Checkpoint.builder()
                .params("model", net.params())
                .optimizer("outer", adam)
                .optimizer("other", Optimizer.of(List.of(lr), new Adam(0.1)))
                .overrides("learned", learned)
                .tensors("wide", Map.of("x", Tensor.zeros(3)))
                .save(file);
        before = bits();
        step();
        lr.assign(Tensor.scalar(9));
        saved = Checkpoint.load(file);
    }

    private void step() {
        weight.square().sum().backward();
        adam.step();
    }

    private List<String> bits() {
        List<String> bits = new ArrayList<>(Bits.of(adam.state()));
        bits.addAll(Bits.of(List.of(weight, offset, lr)));
        return bits;
    }

    @Test
    void allPartsAreRestored() {
        saved.restoreAll(
                all ->
                        all.copyInto("model", net.params())
                                .restore("outer", adam)
                                .copyInto("learned", learned));
        assertThat(bits()).isEqualTo(before);
    }

    @Test
    void nothingIsRestoredIfOnePartDoesNotFit() {
        List<Consumer<Checkpoint.Restoration>> wrong =
                List.of(
                        all -> all.copyInto("mdel", net.params()),
                        all -> all.copyInto("wide", Map.of("x", offset)),
                        all -> all.restore("other", adam),
                        all -> all.restore("outer", Optimizer.of(List.of(weight), new Sgd(1))),
                        all -> all.copyInto("learned", Overrides.none()));
        List<String> now = bits();
        assertThat(now).isNotEqualTo(before);
        for (Consumer<Checkpoint.Restoration> part : wrong) {
            assertThatThrownBy(
                            () ->
                                    saved.restoreAll(
                                            all -> {
                                                all.copyInto("model", net.params())
                                                        .restore("outer", adam)
                                                        .copyInto("learned", learned);
                                                part.accept(all);
                                            }))
                    .isInstanceOf(CheckpointException.class);
            assertThat(bits()).isEqualTo(now);
        }
    }

    @Test
    void nothingIsRestoredIfTheCallerFails() {
        List<String> now = bits();
        assertThatThrownBy(
                        () ->
                                saved.restoreAll(
                                        all -> {
                                            all.copyInto("model", net.params());
                                            throw new IllegalStateException("odd");
                                        }))
                .hasMessage("odd");
        assertThat(bits()).isEqualTo(now);
    }

    @Test
    void aPartThatComesTooLateIsRefused() {
        List<Checkpoint.Restoration> kept = new ArrayList<>();
        saved.restoreAll(kept::add);
        for (Consumer<Checkpoint.Restoration> late :
                List.<Consumer<Checkpoint.Restoration>>of(
                        all -> all.copyInto("model", net.params()),
                        all -> all.copyInto("learned", learned),
                        all -> all.restore("outer", adam))) {
            assertThatThrownBy(() -> late.accept(kept.get(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "restoreAll: it is over, and this part would change nothing; name it"
                                    + " inside");
        }
    }
}
