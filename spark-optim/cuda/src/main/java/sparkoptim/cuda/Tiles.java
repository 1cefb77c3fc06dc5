// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** The {@link ShardTiles} of all shards on a device; they are added in turn. */
final class Tiles {
  private static final int OWNER_BYTES = 32;

  private final TileForm form;
  private final Upload upload;
  private final List<Integer> firstOwner = new ArrayList<>(List.of(0));
  private final List<long[]> owners = new ArrayList<>();
  private final long ownersAt;
  private final long startsAt;
  private final long basesAt;
  private final long countsAt;
  private final long placesAt;
  private final long valuesAt;
  private long tiles;
  private long groups;
  private long groupsWritten;
  private long entries;

  /**
   * Creates empty tiles with room for all.
   *
   * @param owned results of each shard
   * @param lengths of each shard's vector
   * @param entries in all, at most
   */
  Tiles(
      TileForm form,
      Upload upload,
      int[] owned,
      int[] lengths,
      long entries,
      LongUnaryOperator allocate) {
    this.form = form;
    this.upload = upload;
    long tileCount = 0;
    long groupCount = 0;
    long ownerCount = 0;
    for (int shard = 0; shard < owned.length; shard++) {
      int ranges = form.ranges(lengths[shard]);
      int blocks = (owned[shard] + form.owned() - 1) / form.owned();
      ownerCount += blocks;
      tileCount += (long) blocks * ranges;
      groupCount += (long) ranges * ((owned[shard] + ShardTiles.WARP - 1) / ShardTiles.WARP);
    }
    ownersAt = allocate.applyAsLong(Math.max(1, ownerCount) * OWNER_BYTES);
    startsAt = allocate.applyAsLong(Math.max(1, tileCount) * Long.BYTES);
    basesAt = allocate.applyAsLong(Math.max(1, groupCount) * Integer.BYTES);
    countsAt = allocate.applyAsLong(Math.max(1, groupCount) * ShardTiles.WARP);
    placesAt = allocate.applyAsLong(Math.max(1, entries) * Short.BYTES);
    valuesAt = allocate.applyAsLong(Math.max(1, entries) * upload.realBytes());
  }

  /** Adds a shard. */
  void add(ShardTiles shard) {
    for (int first = 0; first < shard.rows(); first += form.owned()) {
      int count = Math.min(form.owned(), shard.rows() - first);
      int ranges = shard.ranges();
      owners.add(
          new long[] {
            ColumnTiles.pair(firstOwner.size() - 1, first),
            ColumnTiles.pair(count, ranges),
            tiles,
            groups
          });
      upload.seek(startsAt + tiles * Long.BYTES);
      for (int range = 0; range < ranges; range++) {
        upload.longs(entries + shard.starts()[first / form.owned() * ranges + range]);
      }
      tiles += ranges;
      groups += (long) ranges * ((count + ShardTiles.WARP - 1) / ShardTiles.WARP);
    }
    firstOwner.add(owners.size());
    upload.seek(basesAt + groupsWritten * Integer.BYTES);
    upload.ints(shard.bases(), 0, shard.bases().length);
    upload.seek(countsAt + groupsWritten * ShardTiles.WARP);
    upload.bytes(shard.counts(), shard.counts().length);
    groupsWritten = groups;
    upload.seek(placesAt + entries * Short.BYTES);
    upload.shorts(shard.places(), shard.places().length);
    upload.seek(valuesAt + entries * upload.realBytes());
    upload.reals(shard.values(), 0, shard.values().length);
    entries += shard.values().length;
  }

  /** Finishes the tiles after the last shard. */
  void finish() {
    upload.seek(ownersAt);
    for (long[] owner : owners) {
      for (long field : owner) {
        upload.longs(field);
      }
    }
  }

  /** Returns the first owner of a shard; that of the one after the last is their number. */
  int firstOwner(int shard) {
    return firstOwner.get(shard);
  }

  /** Begins the arguments of a kernel. */
  Arguments arguments(StreamContext stream) {
    return stream
        .arguments()
        .add(ownersAt)
        .field(startsAt)
        .field(basesAt)
        .field(countsAt)
        .field(placesAt)
        .field(valuesAt);
  }
}
