package org.higher.processor.names;

import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.verification.Verifier;

/**
 * What the names in the bodies of one class mean, by scope alone.
 *
 * <p>The order is Java's: locals, fields, static imports; local classes, member types, single
 * imports, the package, imports on demand, {@code java.lang}. {@link Verifier} compares the answers
 * with javac's own when javac has them.
 */
public final class Names {
    private final Declarations declarations;
    private final Map<Tree, Meaning> meanings = new IdentityHashMap<>();
    private final Set<Tree> typePositions = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Typing typing;

    private Names(Elements elements, Types types, TypeElement type, Declarations declarations) {
        this.declarations = declarations;
        this.typing = new Typing(elements, types, type, this);
    }

    /** Of a class, none of whose names has a meaning yet. */
    public static Names of(
            Elements elements, Types types, TypeElement type, CompilationUnitTree unit) {
        return new Names(elements, types, type, Declarations.of(elements, type, unit));
    }

    /** The types of expressions whose names have a meaning already. */
    public Typing typing() {
        return typing;
    }

    /** Finds out what everything in a method or an expression means; once is enough. */
    public void resolve(Tree methodOrExpression) {
        new ScopeWalk(declarations, meanings, typePositions, typing).walk(methodOrExpression);
    }

    /** Finds out what everything in a member class means, whose own members hide others. */
    public void resolveMember(ClassTree memberClass) {
        new ScopeWalk(declarations, meanings, typePositions, typing).walkMember(memberClass);
    }

    /** The meaning of an identifier, or of a qualified name where it names a type. */
    public Meaning of(Tree tree) {
        return meanings.getOrDefault(tree, Meaning.Opaque.UNKNOWN);
    }

    /**
     * Whether a tree stands where only a type can, as in a declaration, a cast or a type argument.
     */
    public boolean inTypePosition(Tree tree) {
        return typePositions.contains(tree);
    }

    /** The declared type that a tree names, parameterised or not. */
    public Optional<TypeElement> type(Tree tree) {
        if (tree instanceof ParameterizedTypeTree p) {
            return type(p.getType());
        }
        if (tree instanceof AnnotatedTypeTree a) {
            return type(a.getUnderlyingType());
        }
        return of(tree) instanceof Meaning.Type t ? Optional.of(t.type()) : Optional.empty();
    }

    /** The methods of a name of a class, its own and inherited. */
    public List<ExecutableElement> methods(TypeElement owner, CharSequence name) {
        return declarations.methods(owner, name.toString());
    }

    /** A field of a class, its own or inherited. */
    public Optional<VariableElement> field(TypeElement owner, CharSequence name) {
        return declarations.field(owner, name.toString());
    }

    /** Every answer given so far. */
    public Map<Tree, Meaning> answers() {
        return Collections.unmodifiableMap(meanings);
    }

    /** A qualified name's meaning, once that of its qualifier is known. */
    static Meaning selected(Declarations declarations, Meaning qualifier, MemberSelectTree tree) {
        String name = tree.getIdentifier().toString();
        Optional<TypeElement> type =
                qualifier instanceof Meaning.Type t
                        ? declarations.memberType(t.type(), name)
                        : qualifier == Meaning.Opaque.UNKNOWN
                                ? declarations.byName(tree.toString())
                                : Optional.empty();
        return type.<Meaning>map(Meaning.Type::new).orElse(Meaning.Opaque.UNKNOWN);
    }
}
