package org.higher.examples.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.higher.array.DType;

/** Meta-steps without end, and what is left of the heap by the garbage collections meanwhile. */
public final class Endurance implements AutoCloseable {
    private static final double MEBI = 1 << 20;

    private final SinusoidMetaStep workload = new SinusoidMetaStep(DType.FLOAT32, 2);
    private final Set<String> heapPools =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getName)
                    .collect(Collectors.toSet());
    private final AtomicLong least = new AtomicLong(Long.MAX_VALUE);
    private final NotificationListener listener = (notice, handback) -> collected(notice);
    private int done;

    /** Begins with step 0. */
    public Endurance() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector).addNotificationListener(listener, null, null);
        }
    }

    private void collected(Notification notice) {
        if (notice.getType()
                .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            long left =
                    GarbageCollectionNotificationInfo.from((CompositeData) notice.getUserData())
                            .getGcInfo()
                            .getMemoryUsageAfterGc()
                            .entrySet()
                            .stream()
                            .filter(pool -> heapPools.contains(pool.getKey()))
                            .map(Map.Entry::getValue)
                            .mapToLong(usage -> usage.getUsed())
                            .sum();
            least.accumulateAndGet(left, Math::min);
        }
    }

    /**
     * Goes on until there are so many steps in all.
     *
     * @return the memory during these steps
     */
    public Memory to(int steps) {
        least.set(Long.MAX_VALUE);
        for (; done < steps; done++) {
            workload.run();
        }
        long left = least.get();
        return new Memory(left == Long.MAX_VALUE ? Double.NaN : left / MEBI, ResidentMemory.now());
    }

    @Override
    public void close() {
        workload.close();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            try {
                ((NotificationEmitter) collector).removeNotificationListener(listener);
            } catch (ListenerNotFoundException gone) {
                throw new IllegalStateException(gone);
            }
        }
    }

    /**
     * In MiB.
     *
     * @param heap what the most thorough collection has left; NaN if there was none
     * @param resident of the process, at the end
     */
    public record Memory(double heap, double resident) {}
}
