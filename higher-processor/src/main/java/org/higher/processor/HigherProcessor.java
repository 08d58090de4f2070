package org.higher.processor;

import com.google.auto.service.AutoService;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import org.higher.processor.ecj.EcjRounds;
import org.higher.processor.pipeline.Observer;
import org.higher.processor.pipeline.Rounds;
import org.higher.processor.types.Annotations;

/**
 * The annotation processor, which has its rounds according to the compiler.
 *
 * <p>It uses no class of javac's itself, so that it loads where there is none, and can say so.
 */
@AutoService(Processor.class)
public final class HigherProcessor extends AbstractProcessor {
    private final Observer observer;
    private Optional<Rounds> rounds = Optional.empty();

    /** The processor as a compiler creates it. */
    public HigherProcessor() {
        this(Observer.NONE);
    }

    private HigherProcessor(Observer observer) {
        this.observer = observer;
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return rounds.map(Rounds::supported).orElse(Annotations.OURS);
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        rounds =
                EcjRounds.of(environment, HigherProcessor::new)
                        .or(() -> Optional.of(new JavacRounds(environment, observer)));
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        rounds.orElseThrow().process(annotations, round);
        return false;
    }
}
