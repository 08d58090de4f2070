package models;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.tensor.Tensor;

/** Modules and parameters in every container, and containers in containers. */
@Functional
class Ensemble {
    private final List<Map<String, Layer>> stages;
    private final Optional<Linear> skip;
    private final Linear[] heads;
    private final Map<String, List<? extends Layer>> branches;
    @Trainable private final List<Tensor> gains;
    @Trainable private final Map<String, Optional<Tensor>> shifts;
    @Trainable final Tensor[] scales;
    @Buffer private final List<Tensor> history;
    @Buffer private Map<String, Tensor> last;
    private final Optional<Ensemble> deeper;

    Ensemble(List<Map<String, Layer>> stages, Optional<Linear> skip, Linear[] heads) {
        this.stages = stages;
        this.skip = skip;
        this.heads = heads;
        this.branches = Map.of();
        this.gains = List.of(Tensor.scalar(1));
        this.shifts = Map.of();
        this.scales = new Tensor[] {Tensor.scalar(2)};
        this.history = new java.util.ArrayList<>();
        this.last = Map.of();
        this.deeper = Optional.empty();
    }

    Tensor forward(Tensor x) {
        Tensor h = x;
        for (Map<String, Layer> stage : stages) {
            for (Layer layer : stage.values()) {
                h = layer.forward(h);
            }
        }
        for (List<? extends Layer> branch : branches.values()) {
            h = branch.get(0).forward(h);
        }
        history.add(h);
        last = Map.of("h", h);
        return skip.isPresent() ? h.add(skip.get().forward(x)) : heads[0].forward(h).mul(scales[0]);
    }
}
