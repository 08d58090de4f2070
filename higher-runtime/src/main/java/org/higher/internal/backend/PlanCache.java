package org.higher.internal.backend;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was derived from the program structures that were run last; with a plan, its compiled code
 * goes.
 *
 * <p>Code that branches by numbers can give any number of structures, so there is a bound.
 *
 * @param <P> the plan of a structure
 */
public final class PlanCache<P> {
    /** The most plans that are kept. */
    public static final int MOST = 256;

    private static final float USUAL_LOAD = 0.75f;

    private final Map<ProgramStructure, P> plans =
            new LinkedHashMap<>(16, USUAL_LOAD, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ProgramStructure, P> eldest) {
                    return size() > MOST;
                }
            };

    /**
     * The plan of a program.
     *
     * @param plan makes one where none is kept, while other threads go on; if two threads make one
     *     at the same time, both get the first
     */
    public P of(Program program, Function<Program, P> plan) {
        ProgramStructure structure = ProgramStructure.of(program);
        P known = get(structure);
        return known != null ? known : add(structure, plan.apply(program));
    }

    private synchronized @Nullable P get(ProgramStructure structure) {
        return plans.get(structure);
    }

    private synchronized P add(ProgramStructure structure, P made) {
        P other = plans.putIfAbsent(structure, made);
        return other != null ? other : made;
    }

    /** How many plans there are. */
    public synchronized int size() {
        return plans.size();
    }
}
