package org.higher.internal.host.fused;

import java.util.LinkedHashMap;
import java.util.Map;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.ProgramStructure;

/**
 * The plans of the structures that were run last; with a plan, its compiled code goes.
 *
 * <p>Code that branches by numbers can give any number of structures, so there is a bound.
 */
final class PlanCache {
    static final int MOST = 256;

    private static final float USUAL_LOAD = 0.75f;

    private final Map<ProgramStructure, FusedPlan> plans =
            new LinkedHashMap<>(16, USUAL_LOAD, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ProgramStructure, FusedPlan> eldest) {
                    return size() > MOST;
                }
            };

    FusedPlan of(Program program) {
        ProgramStructure structure = ProgramStructure.of(program);
        synchronized (plans) {
            return plans.computeIfAbsent(structure, unknown -> new FusedPlan(program));
        }
    }

    int size() {
        synchronized (plans) {
            return plans.size();
        }
    }
}
