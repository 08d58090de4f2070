package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.rule.Kinds;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * What may depend on the value of a hyperparameter when a rule is made.
 *
 * <p>Variables, fields, results of methods, and objects of classes inside the rule.
 *
 * <p>Grows until {@link FrozenFlow} finds nothing more. In doubt, a value is taken for frozen.
 */
public final class Frozen {
    /** A hyperparameter, and the place where its value got into something. */
    public record Cause(VariableElement hyperparameter, Tree at) {
        Cause at(Tree place) {
            return new Cause(hyperparameter, place);
        }
    }

    /** What is read from an object, by the text of the expression: {@code config.lr()}. */
    private record Path(Object root, String text) {}

    private static final Set<String> SIZES = Set.of("length", "size", "isEmpty");

    private final ClassSource source;
    private final VariableElement first;
    private final Siblings siblings;

    /** By declaration: of a variable, a field, a method, or a class. */
    private final Map<Object, Cause> causes = new HashMap<>();

    private final Map<Path, Cause> paths = new HashMap<>();

    /** Locals and fields whose value goes into a hyperparameter, so that it is one itself. */
    private final Set<Object> sources = new HashSet<>();

    private final Set<String> localClasses = new HashSet<>();

    /** Fields of classes inside the rule, where their own code names them. */
    private final Map<String, Cause> insideFields = new HashMap<>();

    /** With a hyperparameter to name where the whole rule is meant. */
    public Frozen(ClassSource source, VariableElement first) {
        this.source = source;
        this.first = first;
        this.siblings = new Siblings(source);
    }

    /** How much is known; grows with every discovery. */
    public int size() {
        return causes.size()
                + paths.size()
                + sources.size()
                + localClasses.size()
                + insideFields.size();
    }

    public void add(Object declaration, Cause cause) {
        causes.putIfAbsent(declaration, cause);
    }

    public void addLocalClass(String name) {
        localClasses.add(name);
    }

    public void addInside(String field, Cause cause) {
        insideFields.putIfAbsent(field, cause);
    }

    public Optional<Cause> of(Object declaration) {
        return Optional.ofNullable(causes.get(declaration));
    }

    // ---- what goes into a hyperparameter

    public boolean isSource(Object declaration) {
        return sources.contains(declaration)
                || declaration instanceof VariableElement f && Annotations.isTrainable(f);
    }

    /** A variable whose value goes into a hyperparameter. */
    public void addSource(Object declaration, Cause cause) {
        sources.add(declaration);
        add(declaration, cause);
    }

    /**
     * The variables that an expression is computed from hold a hyperparameter's value, too: real
     * numbers and objects, and texts only where there is nothing else.
     */
    public void addSources(ExpressionTree value, VariableElement hyperparameter) {
        Set<ExpressionTree> read = atoms(value);
        boolean number = Rule.isNumber(hyperparameter);
        List<ExpressionTree> values =
                read.stream()
                        .filter(e -> isObject(e) || number && kind(e) == Kinds.Kind.REAL)
                        .toList();
        List<ExpressionTree> texts =
                read.stream().filter(e -> number && kind(e) == Kinds.Kind.STRING).toList();
        for (ExpressionTree atom : values.isEmpty() ? texts : values) {
            addSourceAtom(atom, new Cause(hyperparameter, atom));
        }
    }

    private void addSourceAtom(ExpressionTree atom, Cause cause) {
        Optional<Object> declaration = declaration(atom);
        if (declaration.isPresent()) {
            addSource(declaration.get(), cause);
        } else {
            root(atom).ifPresent(r -> paths.putIfAbsent(new Path(r, atom.toString()), cause));
        }
    }

    private Kinds.Kind kind(ExpressionTree e) {
        return source.typing().of(e).map(Kinds::of).orElse(Kinds.Kind.REAL);
    }

    private boolean isObject(ExpressionTree e) {
        return kind(e) == Kinds.Kind.OTHER
                && source.typing().of(e).filter(t -> !t.getKind().isPrimitive()).isPresent()
                && source.typing()
                        .of(e)
                        .flatMap(Annotations::element)
                        .filter(t -> t.getKind() == ElementKind.ENUM)
                        .isEmpty();
    }

    /** The variables and chains of reads that an expression is made of; not the constants. */
    private Set<ExpressionTree> atoms(ExpressionTree value) {
        Set<ExpressionTree> found = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                boolean atom =
                        tree instanceof ExpressionTree e
                                && (variable(e).isPresent()
                                        || Reads.isChain(e) && root(e).isPresent());
                if (atom) {
                    found.add((ExpressionTree) tree);
                    return null;
                }
                return super.scan(tree, null);
            }
        }.scan(value, null);
        return found;
    }

    // ---- what an expression is made of

    /** The local variable or field that an expression names. */
    public Optional<Object> declaration(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof IdentifierTree id && source.names().of(id) instanceof Meaning.Local l) {
            return Optional.of(l.declaration());
        }
        return field(e).map(f -> f);
    }

    /** A variable that can be a source: constants are none. */
    private Optional<Object> variable(ExpressionTree e) {
        return declaration(e)
                .filter(
                        d ->
                                !(d instanceof VariableElement f)
                                        || f.getEnclosingElement().equals(source.type())
                                                && !f.getModifiers().contains(Modifier.STATIC));
    }

    /** The field that an expression names: of this rule, of another one, of any class. */
    public Optional<VariableElement> field(ExpressionTree e) {
        if (e instanceof IdentifierTree id && source.names().of(id) instanceof Meaning.Field f) {
            return Optional.of(f.field());
        }
        if (!(e instanceof MemberSelectTree s)) {
            return Optional.empty();
        }
        return source.names()
                .type(s.getExpression())
                .or(() -> ofRule(s.getExpression()))
                .flatMap(t -> source.names().field(t, s.getIdentifier()));
    }

    /** The rule's class, if an expression is a rule: {@code this}, {@code other}. */
    private Optional<TypeElement> ofRule(ExpressionTree e) {
        return source.isThis(e)
                ? Optional.of(source.type())
                : source.typing().of(e).flatMap(Annotations::element).filter(source.type()::equals);
    }

    /** The methods of the rule, of this object or another one, that a call may mean. */
    public List<ExecutableElement> own(MethodInvocationTree call) {
        return source.typing().candidates(call).stream()
                .filter(m -> m.getEnclosingElement().equals(source.type()))
                .toList();
    }

    /** The field that is read by a call of a record's implicit accessor, of this or another one. */
    public Optional<VariableElement> accessed(MethodInvocationTree call) {
        return own(call).stream()
                .filter(m -> m.getParameters().isEmpty() && source.body(m).isEmpty())
                .flatMap(m -> source.names().field(source.type(), m.getSimpleName()).stream())
                .findFirst();
    }

    /** The variable that a chain begins with. */
    private Optional<Object> root(ExpressionTree expression) {
        for (ExpressionTree e = expression; Reads.isChain(e); e = Reads.inner(e).orElseThrow()) {
            ExpressionTree before = Reads.inner(e).orElseThrow();
            Optional<Object> declaration = variable(before);
            if (declaration.isPresent()) {
                return declaration;
            }
        }
        return Optional.empty();
    }

    // ---- whether something is frozen

    /** The cause for an expression, a statement or a class to depend on a hyperparameter. */
    public Optional<Cause> in(@Nullable Tree tree) {
        return new Search(true).look(tree);
    }

    /** As {@link #in}, but for what comes in by the arguments of a method. */
    public Optional<Cause> inBody(@Nullable Tree tree) {
        return new Search(false).look(tree);
    }

    private final class Search extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final boolean locals;
        private @Nullable Cause found;

        Search(boolean locals) {
            this.locals = locals;
        }

        Optional<Cause> look(@Nullable Tree tree) {
            scan(tree, null);
            return Optional.ofNullable(found);
        }

        @Override
        public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
            return found == null ? super.scan(tree, null) : null;
        }

        @Override
        public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
            Meaning meaning = source.names().of(tree);
            if (source.isThis(tree)) {
                found = new Cause(first, tree);
            } else if (meaning instanceof Meaning.Type t) {
                found = causes.get(t.type());
            } else if (meaning == Meaning.Opaque.INSIDE_BODY
                    && localClasses.contains(tree.getName().toString())) {
                found = new Cause(first, tree);
            } else if (meaning == Meaning.Opaque.INSIDE_BODY) {
                found = insideFields.get(tree.getName().toString());
            } else {
                declaration(tree).ifPresent(d -> found = whole(d, tree));
            }
            return null;
        }

        /** A variable as such: also if only a part of what it holds is a hyperparameter. */
        private @Nullable Cause whole(Object declaration, Tree at) {
            if (declaration instanceof VariableTree && !locals) {
                return null;
            }
            if (declaration instanceof VariableElement f && Annotations.isTrainable(f)) {
                return new Cause(f, at);
            }
            return of(declaration)
                    .orElseGet(
                            () ->
                                    paths.entrySet().stream()
                                            .filter(p -> p.getKey().root().equals(declaration))
                                            .map(Map.Entry::getValue)
                                            .findFirst()
                                            .orElse(null));
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
            Optional<VariableElement> field = field(tree);
            if (field.isPresent()) {
                found = whole(field.get(), tree);
                return found == null && !isRule(tree.getExpression())
                        ? scan(tree.getExpression(), null)
                        : null;
            }
            if (isUnknown(tree)) {
                source.fieldNamed(tree.getIdentifier()).ifPresent(f -> found = whole(f, tree));
            }
            return isSize(tree) || isOther(tree) ? null : scan(tree.getExpression(), null);
        }

        /** Whether it takes inference to know what a member is of: perhaps of a rule. */
        private boolean isUnknown(MemberSelectTree tree) {
            return source.typing().receiver(tree.getExpression()).isEmpty();
        }

        private boolean isRule(ExpressionTree e) {
            return ofRule(e).isPresent();
        }

        /** How many there are of something is the same for every override. */
        private boolean isSize(MemberSelectTree tree) {
            return SIZES.contains(tree.getIdentifier().toString())
                    && field(ClassSource.bare(tree.getExpression()))
                            .filter(Annotations::isTrainable)
                            .isPresent();
        }

        /** Something else of an object than what goes into a hyperparameter. */
        private boolean isOther(ExpressionTree chain) {
            Optional<Object> root = root(chain);
            if (root.isEmpty() || causes.containsKey(root.get())) {
                return false;
            }
            List<String> read =
                    paths.keySet().stream()
                            .filter(p -> p.root().equals(root.get()))
                            .map(Path::text)
                            .toList();
            return !read.isEmpty()
                    && read.stream().allMatch(other -> siblings.areIndependent(chain, other));
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            for (ExecutableElement method : own(tree)) {
                result(method, tree);
            }
            if (tree.getMethodSelect() instanceof MemberSelectTree s && isUnknown(s)) {
                source.names()
                        .methods(source.type(), s.getIdentifier())
                        .forEach(m -> result(m, tree));
            }
            if (tree.getMethodSelect() instanceof MemberSelectTree s
                    && !source.isThis(s.getExpression())
                    && !isSize(s)
                    && !(Reads.isChain(tree) && isOther(tree))) {
                scan(s.getExpression(), null);
            }
            return scan(tree.getArguments(), null);
        }

        /** What a method of the rule returns, apart from its arguments. */
        private void result(ExecutableElement method, Tree at) {
            if (found == null) {
                found = causes.get(method);
            }
            if (found == null && source.body(method).isEmpty()) {
                source.names()
                        .field(source.type(), method.getSimpleName())
                        .ifPresent(f -> found = whole(f, at));
            }
        }

        @Override
        public @Nullable Void visitMemberReference(
                MemberReferenceTree tree, @Nullable Void unused) {
            ExpressionTree qualifier = tree.getQualifierExpression();
            if (isRule(qualifier)
                    || source.names().type(qualifier).filter(source.type()::equals).isPresent()) {
                source.names().methods(source.type(), tree.getName()).forEach(m -> result(m, tree));
                return null;
            }
            return scan(qualifier, null);
        }
    }
}
