package org.higher.processor.javac;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;

/**
 * The bridge to javac: the only class that asks it for trees.
 *
 * <p>Only declarations are asked for. Asking javac what something inside a body means (its {@code
 * Trees.getElement} and {@code getScope}) would attribute the class before generated types exist.
 */
public final class Javac {
    private final ProcessingEnvironment environment;
    private final Trees trees;
    private final Consumer<TypeElement> lacked;
    private final Map<CompilationUnitTree, SourceFile> files = new IdentityHashMap<>();

    private Javac(ProcessingEnvironment environment, Trees trees, Consumer<TypeElement> lacked) {
        this.environment = environment;
        this.trees = trees;
        this.lacked = lacked;
    }

    /**
     * Empty where the compiler is not javac.
     *
     * @param lacked is told of types without source whose code would be read
     */
    public static Optional<Javac> of(
            ProcessingEnvironment environment, Consumer<TypeElement> lacked) {
        for (ProcessingEnvironment candidate : Unwrapping.candidates(environment)) {
            try {
                return Optional.of(new Javac(candidate, Trees.instance(candidate), lacked));
            } catch (IllegalArgumentException | LinkageError notJavac) {
                // the next one may be
            }
        }
        return Optional.empty();
    }

    /** The whole tree API, for diagnostics and for what runs after attribution. */
    public Trees trees() {
        return trees;
    }

    /** Hears of the compiler's later phases. */
    public void listen(TaskListener listener) {
        JavacTask.instance(environment).addTaskListener(listener);
    }

    /** Whether the compiler has the source of a type, not just its class file. */
    public boolean hasSource(TypeElement type) {
        return trees.getPath(type) != null;
    }

    /** The same where code would be read, so that a source that is lacked can be looked for. */
    public boolean canRead(TypeElement type) {
        boolean has = hasSource(type);
        if (!has) {
            lacked.accept(type);
        }
        return has;
    }

    /** Whether the compiler has a tree of a method, which a record's accessor may not have. */
    public boolean hasTree(ExecutableElement method) {
        return trees.getPath(method) != null;
    }

    /** The file that declares an element, which must have source. */
    public SourceFile file(Element element) {
        return files.computeIfAbsent(
                trees.getPath(element).getCompilationUnit(),
                unit -> {
                    try {
                        CharSequence text = unit.getSourceFile().getCharContent(true);
                        return new SourceFile(
                                unit, SourceFile.lines(text), trees.getSourcePositions());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** The declaration of a type that has source. */
    public ClassTree tree(TypeElement type) {
        return trees.getTree(type);
    }

    /** The declaration of a method, if it was written down: a record's accessor may not be. */
    public Optional<MethodTree> tree(ExecutableElement method) {
        return Optional.ofNullable(trees.getTree(method))
                .filter(tree -> file(method).isWritten(tree));
    }

    /** The declaration of a field; for a record's, its component. */
    public Optional<Tree> tree(VariableElement field) {
        return Optional.ofNullable(trees.getPath(field)).map(TreePath::getLeaf);
    }
}
