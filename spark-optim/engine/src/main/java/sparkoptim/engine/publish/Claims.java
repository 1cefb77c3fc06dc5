// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;

/**
 * Decides, before any work, whether entries may be written: what is there must be ours, and must be
 * no input.
 */
final class Claims {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The names of the files in the folder that are ours; folders have a {@link Mark}. */
  static final String FILES = "files.json";

  private final Volume volume;
  private final Path folder;
  private final Path hidden;
  private final List<Claim> claims = new ArrayList<>();
  private final List<Input> inputs = new ArrayList<>();
  private Former former;

  private record Claim(String key, String name, Content content) {}

  /** What a run of version 0.1 left, and whether it was there. */
  private static final class Former {
    private final String name;
    private final String pointer;
    private Boolean found;

    Former(String name, String pointer) {
      this.name = name;
      this.pointer = pointer;
    }
  }

  private record Input(String key, Path path) {}

  Claims(Volume volume, Path folder, Path hidden) {
    this.volume = volume;
    this.folder = folder;
    this.hidden = hidden;
  }

  void add(String key, String name, Content content) {
    claims.add(new Claim(key, name, content));
  }

  void recognize(String name, String pointer) {
    former = new Former(name, pointer);
  }

  void protect(String key, Path path) throws IOException {
    boolean here = path.toUri().getScheme() == null || isHere(path);
    inputs.add(new Input(key, here ? volume.whole(path) : path));
  }

  private boolean isHere(Path path) {
    return path.toUri().getScheme().equals(folder.toUri().getScheme());
  }

  /**
   * Checks that every entry would be in a folder, in no model or data set, and no input.
   *
   * @throws PublicationException with the reason why one is refused
   */
  void checkPlaces() throws IOException {
    for (Claim claim : claims) {
      refuseFile(claim.key);
      refuseInside(claim);
      refuseInputs(claim);
    }
  }

  /**
   * Checks that what is in the place of an entry is ours and may be replaced.
   *
   * @throws PublicationException with the reason why one is refused
   */
  void checkContents(boolean overwrite) throws IOException {
    for (Claim claim : claims) {
      Path target = new Path(folder, claim.name);
      if (!volume.exists(target)) {
        continue;
      }
      if (!overwrite) {
        throw new PublicationException(
            "%s exists, and overwrite = false. Choose another %s, or pass overwrite=true"
                .formatted(target, claim.key));
      }
      refuseForeign(claim, target);
    }
  }

  private void refuseFile(String key) throws IOException {
    for (Path path = folder; path != null; path = path.getParent()) {
      if (volume.exists(path)) {
        if (!volume.isFolder(path)) {
          throw new PublicationException(
              path.equals(folder)
                  ? "%s is a file, not a folder: %s".formatted(key, folder)
                  : "%s = %s lies below %s, which is a file".formatted(key, folder, path));
        }
        return;
      }
    }
  }

  private void refuseInside(Claim claim) throws IOException {
    for (Path path = folder; path != null; path = path.getParent()) {
      boolean model = volume.exists(new Path(path, "metadata/part-00000"));
      Optional<Mark> mark = model ? Optional.empty() : Mark.read(volume, path);
      if (model || mark.isPresent()) {
        String what = model ? Content.MODEL.words() : mark.get().content().words();
        throw new PublicationException(
            "%s: %s lies inside %s, which is a %s. Choose another place"
                .formatted(claim.key, new Path(folder, claim.name), path, what));
      }
    }
  }

  private void refuseInputs(Claim claim) throws IOException {
    Path target = new Path(folder, claim.name);
    for (Input input : inputs) {
      if (contains(target, input.path)
          || (contains(input.path, target) && volume.isFolder(input.path))) {
        throw new PublicationException(
            "%s: %s would be written over or into %s = %s, which this job reads. Choose another place"
                .formatted(claim.key, target, input.key, input.path));
      }
    }
  }

  private static boolean contains(Path outer, Path inner) {
    for (Path path = inner; path != null; path = path.getParent()) {
      if (path.equals(outer)) {
        return true;
      }
    }
    return false;
  }

  private void refuseForeign(Claim claim, Path target) throws IOException {
    String refused =
        "%s is nothing that this job wrote (%s), so it is not replaced. Choose another %s, or move it away";
    if (claim.content == Content.FILE) {
      if (volume.isFolder(target)) {
        throw new PublicationException(refused.formatted(target, "it is a folder", claim.key));
      }
      if (!ours().contains(claim.name) && !isOfOurRun()) {
        throw new PublicationException(
            refused.formatted(target, "no record of ours names it", claim.key));
      }
      return;
    }
    if (!volume.isFolder(target)) {
      throw new PublicationException(refused.formatted(target, "it is a file", claim.key));
    }
    if (volume.children(target).isEmpty()) {
      return;
    }
    Optional<Mark> mark = Mark.read(volume, target);
    if (mark.isEmpty()) {
      boolean former =
          claim.content == Content.MODEL
              && isOfOurRun()
              && volume.exists(new Path(target, "metadata"));
      if (!former) {
        throw new PublicationException(
            refused.formatted(target, "it has no " + Mark.NAME, claim.key));
      }
      return;
    }
    if (mark.get().content() != claim.content) {
      throw new PublicationException(
          "%s is a %s, and %s would replace it by a %s. Choose another %s"
              .formatted(
                  target,
                  mark.get().content().words(),
                  claim.key,
                  claim.content.words(),
                  claim.key));
    }
    Optional<String> foreign = mark.get().foreign(volume, target);
    if (foreign.isPresent()) {
      throw new PublicationException(
          "%s holds %s, which this job did not write, so it is not replaced. Move that away, or choose another %s"
              .formatted(target, foreign.get(), claim.key));
    }
  }

  /** Returns whether a run of version 0.1 had left the files of the folder when this one began. */
  private boolean isOfOurRun() throws IOException {
    if (former != null && former.found == null) {
      Path witness = new Path(folder, former.name);
      former.found =
          !volume.exists(new Path(hidden, FILES))
              && volume.exists(witness)
              && !volume.isFolder(witness)
              && !json(witness).at(former.pointer).isMissingNode();
    }
    return former != null && former.found;
  }

  private Set<String> ours() throws IOException {
    Path file = new Path(hidden, FILES);
    Set<String> names = new TreeSet<>();
    if (volume.exists(file)) {
      json(file).forEach(name -> names.add(name.asText()));
    }
    return names;
  }

  private JsonNode json(Path file) throws IOException {
    try {
      return MAPPER.readTree(volume.read(file));
    } catch (JsonProcessingException e) {
      return MAPPER.createArrayNode();
    }
  }

  /** Notes the files that are there, which {@link #checkContents} found to be ours. */
  void rememberExisting() throws IOException {
    List<String> names = new ArrayList<>();
    for (Claim claim : claims) {
      if (claim.content == Content.FILE && volume.exists(new Path(folder, claim.name))) {
        names.add(claim.name);
      }
    }
    remember(names);
  }

  /** Notes that files of these names are ours from now on. */
  void remember(Collection<String> names) throws IOException {
    Set<String> all = ours();
    if (all.addAll(names)) {
      volume.replace(new Path(hidden, FILES), MAPPER.writeValueAsBytes(all));
    }
  }
}
